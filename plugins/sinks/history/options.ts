import { z } from "zod";
import { TAG } from "../../lib/history/tag.ts";

const DAY_MS = 86_400_000;

const days = z
  .string()
  .regex(/^[1-9]\d{0,3}d$/, { error: 'expected a number of days, such as "7d"' })
  .transform((text) => Number.parseInt(text, 10) * DAY_MS);

/** The options of the `history` sink. */
export const historyOptions = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .default(".hullscan/history.db")
      .describe("The file of the history; a relative path starts at the output folder"),
    since: days
      .optional()
      .describe("Compare with the last run that is at least this old: `7d`. Default: the last finished run"),
    baseline: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Compare with this run instead: its tag (`@release-1`), its number or id; or with an earlier report, by its file",
      ),
    tag: z
      .string()
      .regex(TAG, { error: "expected a name of letters, digits, dots, dashes and underscores" })
      .optional()
      .describe("The name of this run; a run with a name is kept"),
    keepRuns: z.int().min(1).default(1000).describe("How many runs are kept"),
    keepFor: days.default(365 * DAY_MS).describe("How long a run is kept: `365d`"),
    keepBytes: z
      .int()
      .positive()
      .default(1_073_741_824)
      .describe("Room for what is kept, in bytes; the oldest runs go first"),
  })
  .refine(({ since, baseline }) => since === undefined || baseline === undefined, {
    error: "expected nothing where since is set",
    path: ["baseline"],
  });

/** Options of `history()`. */
export type HistoryOptions = z.input<typeof historyOptions>;
