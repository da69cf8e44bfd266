import { z } from "zod";

/** The options of the `grouped_json` sink. */
export const groupedJsonOptions = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe("Another name or path for the report, relative to the output folder; replaces a file of that name"),
  details: z
    .boolean()
    .default(false)
    .describe(
      "Adds `scan_details` to each element (durations, pipeline, failure code, operating system), and `details` to each finding (scanner, purl, path, status, CWEs, dates, layer)",
    ),
  groups: z
    .enum(["hullscan", "trivy-scanner"])
    .default("hullscan")
    .describe("Names of the groups: `trivy-scanner` writes `jar-package` instead of `Java-package`"),
  order: z
    .enum(["finished", "list"])
    .default("finished")
    .describe("The order of the elements: as targets finish, or as in the list"),
  indent: z.int().min(0).max(8).default(2).describe("Spaces per level; 0 writes the report on one line"),
});

/** Options of `groupedJson()`. */
export type GroupedJsonOptions = z.input<typeof groupedJsonOptions>;
/** The options with their defaults filled in. */
export type GroupedJsonSettings = z.output<typeof groupedJsonOptions>;
