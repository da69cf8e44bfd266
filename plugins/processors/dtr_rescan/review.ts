import type { DtrManifest, DtrReview, DtrScanResult, DtrScanSummary } from "../../lib/clients/dtr/mod.ts";
import type { Verdict } from "./decide.ts";

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
