import type { Severity } from "./severity.ts";

/** What every finding has. Text that the scanner did not give is `""`. */
interface FindingBase {
  readonly severity: Severity;
  /** The group it is reported under: `Debian-package`, `NodeJS-package`, `Secret`. */
  readonly componentType: string;
  /** Where in the image: a path, or the scanner's name for the part. */
  readonly target: string;
  /** The scanner's own type: `debian`, `node-pkg`. */
  readonly typeDetail: string;
  /** The scanner's own class: `os-pkgs`, `lang-pkgs`, `secret`. */
  readonly classDetail: string;
}

/** A known vulnerability in an installed package. */
export interface VulnerabilityFinding extends FindingBase {
  readonly type: "vulnerability";
  /** The advisory: `CVE-2021-44906`. */
  readonly id: string;
  /** The package's name. */
  readonly library: string;
  readonly installedVersion: string;
  readonly fixedVersion: string;
  readonly title?: string;
  readonly description?: string;
  /** Scores by source, as the scanner gives them. */
  readonly cvss?: unknown;
  /** Whose severity this is: `nvd`, `ghsa`. */
  readonly severitySource?: string;
  readonly primaryUrl?: string;
}

/** A secret that lies open in the image. The match is masked by the scanner. */
export interface SecretFinding extends FindingBase {
  readonly type: "secret";
  readonly ruleId: string;
  readonly category: string;
  readonly title: string;
  /** First line, counted from 1. */
  readonly startLine: number;
  readonly endLine: number;
  readonly match: string;
}

/** One thing that a scanner found in a target. */
export type Finding = VulnerabilityFinding | SecretFinding;
