import { componentOf, isAccepted, leaveOutAccepted } from "../../../../core/kit.ts";
import { type Finding, SEVERITIES } from "../../../../core/mod.ts";
import { type ReportedFinding, toDetailedFinding, toRawFields, toReportedFinding } from "./to_finding.ts";

/** Findings by severity, worst first. */
export type BySeverity = Readonly<Record<string, readonly ReportedFinding[]>>;

const WORST_FIRST = [...SEVERITIES].reverse();

/** Whose names the groups of findings have: hullscan's, or those of trivy-scanner. */
export type GroupNames = "hullscan" | "trivy-scanner";

/** How findings are written. */
export interface GroupOptions {
  /** @default {"hullscan"} */
  readonly groups?: GroupNames;
  /** Adds the key `details` to each. @default {false} */
  readonly details?: boolean;
}

/**
 * Groups findings by component type, in alphabetical order, and by severity, worst first; two scans with the same
 * findings so give the same text. Within a group they stay in the scanner's order. Accepted findings are left out: readers
 * of the report count whatever is in a group.
 */
export function groupFindings(
  findings: readonly Finding[],
  { groups = "hullscan", details = false }: GroupOptions = {},
): Readonly<Record<string, BySeverity>> {
  return groupBy(leaveOutAccepted(findings), groups, details ? toDetailedFinding : toReportedFinding);
}

function groupBy(
  findings: readonly Finding[],
  groups: GroupNames,
  report: (finding: Finding) => ReportedFinding,
): Readonly<Record<string, BySeverity>> {
  const byComponent = new Map<string, Finding[]>();
  for (const finding of findings) {
    const name = groups === "trivy-scanner" ? toOldName(finding) : componentOf(finding);
    const group = byComponent.get(name);
    if (group) group.push(finding);
    else byComponent.set(name, [finding]);
  }
  const names = [...byComponent.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, groupBySeverity(byComponent.get(name) ?? [], report)]));
}

/** Groups the accepted findings alone, each with why and until when; undefined where there are none. */
export function groupAccepted(
  findings: readonly Finding[],
  groups: GroupNames = "hullscan",
): Readonly<Record<string, BySeverity>> | undefined {
  const accepted = findings.filter(isAccepted);
  if (accepted.length === 0) return undefined;
  return groupBy(accepted, groups, (finding) => ({ ...toDetailedFinding(finding), accepted: finding.accepted }));
}

/** trivy-scanner named a language's packages by what Trivy calls their type, each type for itself: `jar-package`. */
function toOldName(finding: Finding): string {
  const { class_detail, type_detail } = toRawFields(finding);
  const isOfLanguage = finding.kind === "vulnerability" && class_detail === "lang-pkgs" && type_detail.trim() !== "";
  return isOfLanguage ? `${type_detail.trim()}-package` : componentOf(finding);
}

function groupBySeverity(findings: readonly Finding[], report: (finding: Finding) => ReportedFinding): BySeverity {
  const groups = WORST_FIRST.map(
    (severity) => [severity, findings.filter((one) => one.severity === severity)] as const,
  );
  const filled = groups.filter(([, group]) => group.length > 0);
  return Object.fromEntries(filled.map(([severity, group]) => [severity, group.map(report)]));
}
