import type { Severity } from "./severity.ts";

/** The layer of the image that something lies in. */
export interface FindingLayer {
  /** Of the compressed layer, as the registry has it: `sha256:...`. */
  readonly digest?: string;
  /** Of what is in it: `sha256:...`. */
  readonly diffId?: string;
}

/** What the makers of a package say of a vulnerability in it. */
export type FixState =
  | "fixed"
  | "affected"
  | "will_not_fix"
  | "fix_deferred"
  | "end_of_life"
  | "under_investigation"
  | "not_affected"
  | "unknown";

/** What every finding has. Text that the scanner did not give is `""`. */
interface FindingBase {
  readonly severity: Severity;
  /** The group it is reported under: `Debian-package`, `NodeJS-package`, `Secret`, `Dockerfile-misconfiguration`, `License`. */
  readonly componentType: string;
  /** Where in the image: a path, or the scanner's name for the part. */
  readonly target: string;
  /** The scanner's own type: `debian`, `node-pkg`. */
  readonly typeDetail: string;
  /** The scanner's own class: `os-pkgs`, `lang-pkgs`, `secret`, `config`, `license`. */
  readonly classDetail: string;
  /** Who has found it: the name of the processor, where it says nothing else. */
  readonly scanner?: string;
  /** The same in each scan that finds this; made where a processor gives none. */
  readonly fingerprint?: string;
  /** The file that it is in, as the scanner writes its path; absent where it is in none. */
  readonly path?: string;
  readonly layer?: FindingLayer;
  /** Addresses of what is written about it. */
  readonly references?: readonly string[];
}

/** Whether there is a version without a vulnerability, and which. */
export interface Fix {
  readonly state: FixState;
  readonly versions: readonly string[];
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
  /** The package URL: `pkg:npm/minimist@1.2.5`. */
  readonly purl?: string;
  readonly fix?: Fix;
  /** Other names of the advisory: `GHSA-xvch-5gv4-984h`. */
  readonly aliases?: readonly string[];
  /** Kinds of weakness: `CWE-1321`. */
  readonly cwes?: readonly string[];
  /** ISO 8601, as the advisory gives it. */
  readonly publishedAt?: string;
  readonly modifiedAt?: string;
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

/** A setting in a configuration file of the image that a check does not let pass. */
export interface MisconfigurationFinding extends FindingBase {
  readonly type: "misconfiguration";
  /** The check: `DS002`. */
  readonly id: string;
  readonly title: string;
  /** What is wrong here. */
  readonly message: string;
  /** What to do about it. */
  readonly resolution: string;
  /** First line, counted from 1; 0 where the whole file is meant. */
  readonly startLine: number;
  readonly endLine: number;
  /** Why such a setting is bad. */
  readonly description?: string;
  /** The part of the file, as the check calls it: `aws_s3_bucket.logs`. */
  readonly resource?: string;
  readonly primaryUrl?: string;
}

/** The licence of a package or a file; its severity tells how much it asks of those who use it. */
export interface LicenseFinding extends FindingBase {
  readonly type: "license";
  /** `GPL-2.0-only`. */
  readonly license: string;
  /** How the scanner ranks it: `restricted`, `notice`. */
  readonly category: string;
  /** The package's name; `""` for a file that belongs to none. */
  readonly library: string;
  /** The file that says so; `""` where the package itself does. */
  readonly path: string;
  /** How sure the scanner is, 0 to 1. */
  readonly confidence: number;
  readonly link?: string;
}

/** One thing that a scanner found in a target. */
export type Finding = VulnerabilityFinding | SecretFinding | MisconfigurationFinding | LicenseFinding;
