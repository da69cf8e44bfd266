/** The severities of findings, mildest first. */
export const SEVERITIES = ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;

/** How bad a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** The least severity that is reported: 1 UNKNOWN and up, 2 LOW, 3 MEDIUM, 4 HIGH, 5 CRITICAL only. */
export type SeverityLevel = 1 | 2 | 3 | 4 | 5;

/** The level that holds where a list or a config names none: HIGH and CRITICAL. */
export const DEFAULT_SEVERITY_LEVEL = 4 satisfies SeverityLevel;

/** The severities that a level includes, mildest first. */
export function severitiesFrom(level: SeverityLevel): readonly Severity[] {
  return SEVERITIES.slice(level - 1);
}

/** Whether a number is one of the five levels. */
export function isSeverityLevel(value: number): value is SeverityLevel {
  return Number.isInteger(value) && value >= 1 && value <= SEVERITIES.length;
}

/** Reads a severity as scanners write it; empty or unheard-of text is UNKNOWN. */
export function toSeverity(text: string | undefined): Severity {
  const upper = text?.trim().toUpperCase();
  return SEVERITIES.find((severity) => severity === upper) ?? "UNKNOWN";
}

/** Whether one severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor);
}
