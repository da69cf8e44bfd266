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
    .describe(
      "Adds `scan_details` to each element (durations, pipeline, failure code, operating system), and `details` to each finding (scanner, purl, path, status, CWEs, dates, layer)",
    ),
  groups: z
    .enum(["hullscan", "trivy-scanner"])
    .default("hullscan")
    .describe("Whose names the groups have: `trivy-scanner` writes `jar-package` where hullscan writes `Java-package`"),
  order: z
    .enum(["finished", "list"])
    .default("finished")
    .describe("The order of the elements: that in which targets finish, or that of the list"),
  indent: z.int().min(0).max(8).default(2).describe("Spaces for each level; 0 writes the report on one line"),
});

/** What a user may give to `groupedJson()`. */
export type GroupedJsonOptions = z.input<typeof groupedJsonOptions>;
/** The options with their defaults filled in. */
export type GroupedJsonSettings = z.output<typeof groupedJsonOptions>;
