import { type CvssScore, highestScore } from "../../../../core/kit.ts";
import type { Finding, Severity } from "../../../../core/mod.ts";

/** What GitHub calls critical, high, medium and low; the middle is for findings without a score that fits. */
const BANDS: Readonly<Record<Severity, { readonly least: number; readonly most: number; readonly middle: number }>> = {
  CRITICAL: { least: 9.1, most: 10, middle: 9.5 },
  HIGH: { least: 7, most: 8.9, middle: 8 },
  MEDIUM: { least: 4, most: 6.9, middle: 5.5 },
  LOW: { least: 0.1, most: 3.9, middle: 2 },
  UNKNOWN: { least: 0, most: 0, middle: 0 },
};

/**
 * The score that GitHub makes its own severity of, 0 where none is known. It never contradicts the finding's severity: a
 * CVSS score counts only where it lies within its band.
 */
export function scoreOf(finding: Finding): number {
  const { least, most, middle } = BANDS[finding.severity];
  if (finding.kind !== "vulnerability") return middle;
  const { cvss = [], severitySource } = finding;
  const own: readonly CvssScore[] = cvss.filter(({ source }) => source === severitySource);
  return [highestScore(own), highestScore(cvss)].find((score = -1) => score >= least && score <= most) ?? middle;
}

/** How a severity is called in SARIF. */
export function sarifLevelOf(severity: Severity): "error" | "warning" | "note" {
  if (severity === "CRITICAL" || severity === "HIGH") return "error";
  return severity === "MEDIUM" ? "warning" : "note";
}
