import { type Finding, SEVERITIES } from "../../../core/mod.ts";
import { type ReportedFinding, toDetailedFinding, toReportedFinding } from "./to_finding.ts";

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
 * findings so give the same text. Within a group they stay in the scanner's order.
 */
export function groupFindings(
  findings: readonly Finding[],
  { groups = "hullscan", details = false }: GroupOptions = {},
): Readonly<Record<string, BySeverity>> {
  const byComponent = new Map<string, Finding[]>();
  for (const finding of findings) {
    const name = groups === "trivy-scanner" ? toOldName(finding) : finding.componentType;
    const group = byComponent.get(name);
    if (group) group.push(finding);
    else byComponent.set(name, [finding]);
  }
  const names = [...byComponent.keys()].sort();
  return Object.fromEntries(
    names.map((name) => [
      toGroupName(name),
      groupBySeverity(byComponent.get(name) ?? [], details ? toDetailedFinding : toReportedFinding),
    ]),
  );
}

/** trivy-scanner named a language's packages by what Trivy calls their type, each type for itself: `jar-package`. */
function toOldName({ type, componentType, classDetail, typeDetail }: Finding): string {
  const isOfLanguage = type === "vulnerability" && classDetail === "lang-pkgs" && typeDetail.trim() !== "";
  return isOfLanguage ? `${typeDetail.trim()}-package` : componentType;
}

/** The keys of an element that are no groups: one of that name would stand in place of `error`, say. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  ...["image", "dockerfile", "platform", "error", "error_code", "skipped", "scan_timestamp", "scan_type"],
  ...["severity_level", "included_severities", "dtr", "caveats", "scan_details"],
]);

function toGroupName(componentType: string): string {
  return OWN_KEYS.has(componentType) ? `${componentType}-component` : componentType;
}

function groupBySeverity(findings: readonly Finding[], report: (finding: Finding) => ReportedFinding): BySeverity {
  const groups = WORST_FIRST.map(
    (severity) => [severity, findings.filter((one) => one.severity === severity)] as const,
  );
  const filled = groups.filter(([, group]) => group.length > 0);
  return Object.fromEntries(filled.map(([severity, group]) => [severity, group.map(report)]));
}
