import { type Comparison, caveatsOf, leaveOutAccepted, levelOf, severitiesFrom } from "../../../../core/kit.ts";
import type { Caveat, Outcome, ScanData, Target } from "../../../../core/mod.ts";
import type {} from "../../clients/dtr/mod.ts";
import { type GroupNames, type GroupOptions, groupAccepted, groupFindings } from "./group_findings.ts";
import { toScanDetails } from "./to_scan_details.ts";

/** One element of the report's array. */
export type ReportElement = Readonly<Record<string, unknown>>;

/** What the report calls kinds of targets; those of other plugins have their own names. */
const SCAN_TYPES: ReadonlyMap<string, string> = new Map([
  ["image", "remote"],
  ["dockerfile", "local"],
  ["dtr-tag", "dtr"],
]);

/** How elements are written. */
export interface ElementOptions {
  /** Adds the key `scan_details`, and `details` to each finding. */
  readonly details: boolean;
  /** @default {"hullscan"} */
  readonly groups?: GroupNames;
}

/** Makes the report's element of one outcome. */
export function toElement(outcome: Outcome, { details, groups }: ElementOptions): ReportElement {
  const how = { details, ...(groups !== undefined && { groups }) };
  const element = outcome.status === "done" ? toScanned(outcome, how) : toUnscanned(outcome, how);
  return details ? { ...element, scan_details: toDetails(outcome, how) } : element;
}

function toScanned({ target, data, finishedAt }: Outcome, how: GroupOptions): ReportElement {
  const caveats = caveatsOf(data);
  return {
    ...toName(target),
    ...(target.dockerfile !== undefined && toBuiltImage(target, data)),
    scan_timestamp: toTimestamp(finishedAt),
    ...(data.findings !== undefined && {
      severity_level: levelOf(target.minSeverity),
      included_severities: severitiesFrom(target.minSeverity),
    }),
    scan_type: SCAN_TYPES.get(target.kind) ?? target.kind,
    ...toDtr(data),
    ...(caveats.length > 0 && { caveats: caveats.map(toCaveat) }),
    ...groupFindings(data.findings ?? [], how),
  };
}

function toCaveat({ code, message }: Caveat): ReportElement {
  return { code, message };
}

/** What was found before a target failed is told all the same; nobody takes it for a whole scan: no severity level is. */
function toUnscanned(outcome: Exclude<Outcome, { status: "done" }>, how: GroupOptions): ReportElement {
  const { target, data, finishedAt } = outcome;
  return {
    ...toName(target),
    ...(outcome.status === "failed"
      ? { error: outcome.error.message, error_code: outcome.error.code }
      : { skipped: outcome.reason }),
    scan_timestamp: toTimestamp(finishedAt),
    scan_type: SCAN_TYPES.get(target.kind) ?? target.kind,
    ...toDtr(data),
    ...groupFindings(data.findings ?? [], how),
  };
}

/** What the review of a tag of a DTR came to. */
function toDtr({ dtr }: Readonly<Partial<ScanData>>): ReportElement {
  return dtr === undefined ? {} : { dtr };
}

function toName({ id, kind, image, dockerfile, platform }: Target): ReportElement {
  const name = dockerfile === undefined ? { image: image ?? id } : { dockerfile };
  // Of a tag of a DTR, its review tells the platform.
  return platform === undefined || kind === "dtr-tag" ? name : { ...name, platform };
}

function toBuiltImage(target: Target, data: Readonly<Partial<ScanData>>): ReportElement {
  const image = data.image?.reference ?? target.image;
  return image === undefined ? {} : { image };
}

function toDetails(outcome: Outcome, how: GroupOptions): ReportElement {
  const accepted = groupAccepted(outcome.data.findings ?? [], how.groups);
  return {
    duration_ms: outcome.durationMs,
    started_at: toTimestamp(outcome.startedAt),
    pipeline: outcome.pipeline,
    ...(outcome.target.labels !== undefined && { labels: outcome.target.labels }),
    ...(outcome.status === "failed" && { code: outcome.error.code, hint: outcome.error.hint }),
    ...toScanDetails(outcome.data),
    ...(accepted && { accepted }),
    ...(outcome.comparison && { comparison: toComparison(outcome.comparison, outcome, how) }),
  };
}

function toComparison({ gone, isFirst, minSeverity, ...comparison }: Comparison, { data }: Outcome, how: GroupOptions) {
  return {
    with: comparison.with,
    new: leaveOutAccepted(data.findings ?? []).filter(({ isNew }) => isNew).length,
    ...(isFirst && { is_first: true }),
    ...(minSeverity && { min_severity: minSeverity }),
    gone: groupFindings(gone, how),
  };
}

function toTimestamp(utc: string): string {
  return utc.replace(/Z$/, "+00:00");
}
