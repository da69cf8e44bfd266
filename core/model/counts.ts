import { isAccepted } from "./acceptance.ts";
import type { Finding } from "./finding.ts";
import { SEVERITIES, type Severity } from "./severity.ts";

/** Findings by severity. */
export type SeverityCounts = Record<Severity, number>;

/** No findings. */
export function zeroCounts(): SeverityCounts {
  return { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
}

/** Counts findings by severity, without those that are accepted. */
export function countSeverities(findings: readonly Finding[]): SeverityCounts {
  const counts = zeroCounts();
  for (const finding of findings) if (!isAccepted(finding)) counts[finding.severity] += 1;
  return counts;
}

/** The sum over all severities. */
export function sumCounts(counts: Readonly<SeverityCounts>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `3 CRITICAL, 10 HIGH`, worst first and without the zeros; empty where there is nothing. */
export function describeCounts(counts: Readonly<SeverityCounts>): string {
  const present = [...SEVERITIES].reverse().filter((severity) => counts[severity] > 0);
  return present.map((severity) => `${counts[severity]} ${severity}`).join(", ");
}
