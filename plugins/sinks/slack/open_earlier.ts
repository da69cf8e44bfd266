import { basename } from "node:path";
import { type Compared, errorCode, toReason } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import { slackError } from "./errors.ts";

/** An earlier report that a message compares with. */
export interface Earlier {
  /** Its file, as messages call it. */
  readonly name: string;
  /** Compares an outcome with it. Never fails: what cannot be compared any more has no answer, and `problem` says why. */
  compare(outcome: Outcome): Promise<Compared | undefined>;
  /** Why comparing has stopped. */
  problem(): string | undefined;
  close(): Promise<void>;
}

/**
 * Opens an earlier report, the JSON report or NDJSON. It is read once, and may be replaced meanwhile. Returns undefined
 * where there is no such file.
 *
 * @throws {ScanError} SLACK_SINCE
 */
export async function openEarlier(path: string): Promise<Earlier | undefined> {
  const { compareOutcome, openReportBaseline } = await import("../../lib/history/store/mod.ts");
  const report = await openReportBaseline(path).catch((cause: unknown) => {
    if (cause instanceof Error && errorCode(cause.cause) === "ENOENT") return undefined;
    throw slackError("SLACK_SINCE", { path, reason: toReason(cause) }, { cause });
  });
  if (report === undefined) return undefined;
  const { baseline, close } = report;
  let problem: string | undefined;
  return {
    name: basename(path),
    async compare(outcome) {
      if (problem !== undefined) return undefined;
      try {
        return await compareOutcome(baseline, outcome);
      } catch (error) {
        problem = toReason(error);
        return undefined;
      }
    },
    problem: () => problem,
    close,
  };
}
