import { z } from "zod";

/** The options of the `grouped_json` sink. */
export const groupedJsonOptions = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe("Another name or path for the report, relative to the output folder; a file of that name is replaced"),
  details: z
    .boolean()
    .default(false)
    .describe("Adds `scan_details` to each element: durations, pipeline, failure code"),
  indent: z.int().min(0).max(8).default(2).describe("Spaces for each level; 0 writes the report on one line"),
});

/** What a user may give to `groupedJson()`. */
export type GroupedJsonOptions = z.input<typeof groupedJsonOptions>;
/** The options with their defaults filled in. */
export type GroupedJsonSettings = z.output<typeof groupedJsonOptions>;
