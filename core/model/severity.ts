/** The severities of findings, mildest first. */
export const SEVERITIES = ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;

/** The severity of a finding. */
export type Severity = (typeof SEVERITIES)[number];

/** A severity as users of lists write it: 1 UNKNOWN and up, 2 LOW, 3 MEDIUM, 4 HIGH, 5 CRITICAL only. */
export type SeverityLevel = 1 | 2 | 3 | 4 | 5;

/** The least severity that is reported where a list or a config names none. */
export const DEFAULT_MIN_SEVERITY = "HIGH" satisfies Severity;

/** The severities from `floor` up, mildest first. */
export function severitiesFrom(floor: Severity): readonly Severity[] {
  return SEVERITIES.slice(SEVERITIES.indexOf(floor));
}

/** Whether a value is the name of a severity. */
export function isSeverity(value: unknown): value is Severity {
  return SEVERITIES.some((severity) => severity === value);
}

/**
 * Finds the severity that a user means: its name in any case, or its level from 1 UNKNOWN to 5 CRITICAL; undefined where
 * it is neither.
 *
 * @example
 * ```ts
 * import { findSeverity } from "hullscan/kit";
 *
 * if (findSeverity("high") !== "HIGH" || findSeverity("5") !== "CRITICAL") throw new Error("not understood");
 * if (findSeverity("9") !== undefined) throw new Error("there is no level 9");
 * ```
 */
export function findSeverity(value: unknown): Severity | undefined {
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim().toUpperCase() : "";
  return /^\d+$/.test(text) ? SEVERITIES[Number(text) - 1] : SEVERITIES.find((severity) => severity === text);
}

/** The level that reports a severity and all above it. */
export function levelOf(severity: Severity): SeverityLevel {
  return (SEVERITIES.indexOf(severity) + 1) as SeverityLevel;
}

/** The least severity that a level reports. */
export function severityOf(level: SeverityLevel): Severity {
  return SEVERITIES[level - 1] ?? DEFAULT_MIN_SEVERITY;
}

/** Reads a severity as scanners write it; empty or unheard-of text is UNKNOWN. */
export function toSeverity(text: string | undefined): Severity {
  const upper = text?.trim().toUpperCase();
  return SEVERITIES.find((severity) => severity === upper) ?? "UNKNOWN";
}

/** Compares what has a severity for sorting: the worst comes first. */
export function compareSeverity(a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
}

/** Whether one severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor);
}
