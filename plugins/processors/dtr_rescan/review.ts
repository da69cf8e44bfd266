import type { DtrManifest, DtrScanSummary } from "../../clients/dtr/mod.ts";
import type { Decision, Verdict } from "./decide.ts";

/** What the review of a tag came to; `null` where DTR does not say. The keys are those of the report. */
export interface DtrReview {
  readonly namespace: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string | null;
  readonly os: string | null;
  readonly architecture: string | null;
  /** As it was when the decision was made. */
  readonly lastScanStatus: number | null;
  /** As DTR writes it; `0001-01-01T00:00:00Z` is never. */
  readonly checkCompletedAt: string | null;
  readonly shouldRescan: boolean | null;
  /** Whole days; `null` is never. */
  readonly ageDays: number | null;
  readonly decision: Decision;
  readonly reason: string;
  /** Whether a scan was started by this run. */
  readonly requested: boolean;
  /** What the scan came to, where it was waited for. */
  readonly result?: DtrScanResult;
}

/** What a scan by DTR came to. */
export interface DtrScanResult {
  readonly checkCompletedAt: string;
  /** How many vulnerabilities have a CVSS score of 7.0 and more. */
  readonly critical: number;
  /** How many have a score from 4.0 to below 7.0. */
  readonly major: number;
  /** How many have a score below 4.0. */
  readonly minor: number;
}

/** Puts together what is reported of a manifest. */
export function toReview(manifest: DtrManifest, { decision, reason, ageDays }: Verdict): DtrReview {
  const { namespace, repository, tag, digest, os, architecture, summary } = manifest;
  return {
    namespace,
    repository,
    tag,
    digest: digest ?? null,
    os: os ?? null,
    architecture: architecture ?? null,
    lastScanStatus: summary?.lastScanStatus ?? null,
    checkCompletedAt: summary?.checkCompletedAt ?? null,
    shouldRescan: summary?.shouldRescan ?? null,
    ageDays: ageDays ?? null,
    decision,
    reason,
    requested: false,
  };
}

/** What is reported of a complete scan. */
export function toResult({ checkCompletedAt, critical, major, minor }: DtrScanSummary): DtrScanResult {
  return { checkCompletedAt, critical, major, minor };
}
