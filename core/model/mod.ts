export { type Acceptance, isAccepted, leaveOutAccepted } from "./acceptance.ts";
export type { Comparison } from "./comparison.ts";
export { componentOf, packageTypeOf } from "./component.ts";
export { countSeverities, describeCounts, type SeverityCounts, sumCounts, zeroCounts } from "./counts.ts";
export { highestScore } from "./cvss.ts";
export type { Failure } from "./failure.ts";
export {
  type CvssScore,
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  type FindingLayer,
  type FindingLocation,
  type Fix,
  type FixState,
  isExploited,
  isFixable,
  type LicenseFinding,
  type ListedPackage,
  type MisconfigurationFinding,
  type Package,
  type SecretFinding,
  type VulnerabilityFinding,
} from "./finding.ts";
export type { ImageFacts, OperatingSystem } from "./image.ts";
export type { Epss, Intel, IntelSource, IntelSources, KnownExploit } from "./intel.ts";
export type { DoneOutcome, FailedOutcome, Outcome, SkippedOutcome } from "./outcome.ts";
export { type ScanData, type ScanRecord, type Skip, skip } from "./record.ts";
export { type Caveat, caveatsOf, isCached, isRematched, type ScanFacts } from "./scan.ts";
export {
  compareSeverity,
  DEFAULT_MIN_SEVERITY,
  findSeverity,
  isAtLeast,
  isSeverity,
  levelOf,
  SEVERITIES,
  type Severity,
  type SeverityLevel,
  severitiesFrom,
  severityOf,
  toSeverity,
} from "./severity.ts";
export {
  type Settled,
  type Target,
  type TargetKind,
  type TargetKinds,
  type TargetOrigin,
  targetLabel,
  targetName,
} from "./target.ts";
