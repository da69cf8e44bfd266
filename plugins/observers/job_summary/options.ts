import { z } from "zod";

/** The options of the `job_summary` observer. */
export const jobSummaryOptions = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe("The file to append to; by default the one that `GITHUB_STEP_SUMMARY` names, and nothing without it"),
  maxBytes: z
    .int()
    .min(2000)
    .default(900_000)
    .describe("How long the file may become, with what was in it before: GitHub shows nothing of more than 1 MiB"),
});

/** What a user may give to `jobSummary()`. */
export type JobSummaryOptions = z.input<typeof jobSummaryOptions>;
