export type { Caveat } from "./caveat.ts";
export { countSeverities, type SeverityCounts, sumCounts, zeroCounts } from "./counts.ts";
export type {
  Finding,
  LicenseFinding,
  MisconfigurationFinding,
  SecretFinding,
  VulnerabilityFinding,
} from "./finding.ts";
export {
  DEFAULT_SEVERITY_LEVEL,
  findSeverity,
  isAtLeast,
  isSeverityLevel,
  levelOf,
  SEVERITIES,
  type Severity,
  type SeverityLevel,
  severitiesFrom,
  toSeverity,
} from "./severity.ts";
