import { type PlanStep, plural } from "../../../core/kit.ts";
import { skip, type Target } from "../../../core/mod.ts";
import type { DtrManifest, DtrReview, DtrScanResult, DtrScanSummary } from "../../lib/clients/dtr/mod.ts";
import { decide, formatStatus, type Verdict } from "./decide.ts";
import type { DtrRescanOptions } from "./options.ts";

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

/** Describes a review in one line: what is done (`scan requested`) and why, and what DTR knows of the last scan. */
export function describeReview(review: DtrReview, deed: string): string {
  const { os, architecture, lastScanStatus, shouldRescan, checkCompletedAt, ageDays, reason } = review;
  const facts = [
    os !== null && architecture !== null ? `${os}/${architecture}` : "no platform",
    lastScanStatus === null ? "no status" : `status ${formatStatus(lastScanStatus)}`,
    ...(shouldRescan === null ? [] : [`should_rescan ${shouldRescan}`]),
    ageDays === null ? "never checked" : `last check ${checkCompletedAt}, ${plural(ageDays, "day")} ago`,
  ];
  return `${deed}: ${reason} (${facts.join(", ")})`;
}

/** Says what would be done with a target in a dry run. */
export function planReview(options: DtrRescanOptions, { dtr: manifest, id }: Target): PlanStep {
  if (manifest === undefined) return `fail, as "${id}" is not a tag of a DTR`;
  const review = toReview(manifest, decide(manifest.summary, { ...options, now: new Date() }));
  if (review.decision !== "scan") {
    const reason = describeReview(review, "leave it");
    return options.action === "request" ? { leave: reason } : skip(reason);
  }
  if (options.action === "plan") return skip(describeReview(review, "would request a scan"));
  return describeReview(review, options.action === "select" ? "select it" : "request a scan");
}
