import { z } from "zod";
import { isPostgresUrl, USUAL_FILE } from "../../lib/history/place/mod.ts";
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
      .optional()
      .describe(`The file of the history; a relative path starts at the output folder. Default: \`${USUAL_FILE}\``),
    url: z
      .string()
      .refine(isPostgresUrl, { error: "expected the URL of a PostgreSQL database: postgres://host/database" })
      .optional()
      .describe(
        "A PostgreSQL database instead of a file, for many runners: `postgres://user@host/database`, with its password in PGPASSWORD. Without `file` and `url`, HULLSCAN_HISTORY_URL counts",
      ),
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
  })
  .refine(({ url, file }) => url === undefined || file === undefined, {
    error: "expected nothing where url is set",
    path: ["file"],
  });

/** Options of `history()`. */
export type HistoryOptions = z.input<typeof historyOptions>;
