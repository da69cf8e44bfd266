import type { ErrorTable } from "../../../core/kit.ts";
import { defineErrors } from "../../../core/mod.ts";

/** The rows that all have who keep results between runs. */
export const storeErrors = {
  CACHE_FULL: {
    message: (d: { folder: string; reason: string }) =>
      `Cannot keep all results in the result store "${d.folder}": ${d.reason}`,
    hint: "Free some space, lower `cacheMaxBytes`, or scan with --no-cache. The report has all results; the next run scans the others again",
    fatal: true,
  },
} as const satisfies ErrorTable;

/** The errors of the result store. */
export const storeError = defineErrors(storeErrors);
