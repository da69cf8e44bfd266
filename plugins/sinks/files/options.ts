import { z } from "zod";

/** The options of the `files` sink. */
export const filesOptions = z.strictObject({
  folder: z
    .string()
    .min(1)
    .default("scan_results")
    .describe("The folder for the files; a relative path starts at the output folder"),
  prune: z
    .boolean()
    .default(false)
    .describe("Remove the files of targets that are gone. Default: the index marks them as stale"),
  details: z.boolean().default(false).describe("Add `scan_details` to each file: durations, pipeline, failure code"),
  indent: z.int().min(0).max(8).default(2).describe("Spaces per level; 0 writes each file on one line"),
});

/** Options of `files()`. */
export type FilesOptions = z.input<typeof filesOptions>;
