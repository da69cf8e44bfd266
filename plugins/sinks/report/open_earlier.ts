import type { Outcome } from "../../../core/mod.ts";
import { reportError } from "../../lib/formats/errors.ts";
import { type EarlierRun, openReport } from "../../lib/history/mod.ts";

/**
 * Opens the report of an earlier run.
 *
 * @throws {ScanError} REPORT_UNREADABLE; so do its outcomes
 */
export async function openEarlier(path: string): Promise<EarlierRun> {
  const unreadable = (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return reportError("REPORT_UNREADABLE", { path, reason }, { cause });
  };
  const earlier = await openReport(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  async function* outcomes(): AsyncGenerator<Outcome> {
    const read = earlier.outcomes()[Symbol.asyncIterator]();
    try {
      while (true) {
        // What the one who reads throws is not the report's fault.
        const next = await read.next().catch((cause: unknown) => {
          throw unreadable(cause);
        });
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await read.return?.();
    }
  }
  return { ...earlier, outcomes };
}
