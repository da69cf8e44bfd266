import { isDeepStrictEqual } from "node:util";
import type { Severity } from "../../../../../core/mod.ts";
import type { TrivyReport } from "../../report/schema.ts";
import { toFindings } from "../../report/to_findings.ts";
import { toPackages } from "../../report/to_packages.ts";
import { computeCanary } from "../canary.ts";
import { NotReplayable } from "../not_replayable.ts";
import type { Recording } from "../recorder/recording_scan.ts";
import { toResults } from "../to_results.ts";
import { readScanAnswer, type ScanAnswer } from "../wire/scan_answer.ts";
import { readScanRequest, type ScanRequest } from "../wire/scan_request.ts";

/** A scan that has succeeded, and what was recorded of it. */
export interface RecordedScan {
  readonly recording: Recording;
  /** What its client has made of the answer. */
  readonly report: TrivyReport;
}

/** What its client was asked for, besides what a server gets to know. */
export interface ClientSettings {
  readonly severities: readonly Severity[];
  readonly ignoreUnfixed: boolean;
  /** Whether the packages are listed. */
  readonly packages: boolean;
}

/** What is known of a recording that can be sent again. */
export interface CheckedRecording extends Pick<ScanRequest, "artifactId" | "blobIds"> {
  readonly canary: string;
}

/**
 * Checks that what would be made of the recorded answer is what the client has made of it, by the same code. A Trivy
 * whose client does something else, whatever it is, is never done without.
 *
 * @throws {NotReplayable} Where that is not so, or where there is nothing by which a later answer can be checked
 * @throws {WireError} Where the request or the answer is not as Trivy writes it
 */
export function checkRecording({ recording, report }: RecordedScan, settings: ClientSettings): CheckedRecording {
  const { artifactId, blobIds } = readScanRequest(recording.request);
  const answer = readScanAnswer(recording.answer);
  const canary = computeCanary(answer);
  if (canary === undefined) throw new NotReplayable("the image has no packages");
  if (artifactId === "" || blobIds.length === 0) throw new NotReplayable("the request does not name all of the image");
  if (report.odd !== undefined) throw new NotReplayable("the report is not as expected");
  const again = { ...report, Results: toResults(answer, settings) };
  const differs = (what: string) => new NotReplayable(`the client has made other ${what} of the answer`);
  if (!isDeepStrictEqual(toFindings(again), toFindings(report))) throw differs("findings");
  if (settings.packages && !isDeepStrictEqual(toPackages(again), toPackages(report))) throw differs("packages");
  if (!isSameSystem(answer, report)) throw differs("facts about the system");
  return { artifactId, blobIds, canary };
}

function isSameSystem({ os }: ScanAnswer, { Metadata }: TrivyReport): boolean {
  const { Family = "", Name = "", EOSL = false } = Metadata?.OS ?? {};
  return isDeepStrictEqual([Family, Name, EOSL], [os?.family ?? "", os?.name ?? "", os?.isEndOfLife ?? false]);
}
