import type { Acceptance } from "./acceptance.ts";
import type { Intel } from "./intel.ts";
import type { Severity } from "./severity.ts";

/** The layer of an image that holds a finding. */
export interface FindingLayer {
  /** Of the compressed layer, as the registry has it: `sha256:...`. */
  readonly digest?: string;
  /** Of what is in it: `sha256:...`. */
  readonly diffId?: string;
}

/** Where in an image a finding is. Empty where the scanner does not say, and for the image's own config. */
export interface FindingLocation {
  /** The file, as the scanner writes its path: `app/package-lock.json`. */
  readonly path?: string;
  /** First line, counted from 1. */
  readonly startLine?: number;
  readonly endLine?: number;
  readonly layer?: FindingLayer;
}

/** What every finding has. */
interface FindingBase {
  /** What it is about, by its own name: an advisory (`CVE-2021-44906`), a rule, a check (`DS002`), a licence (`GPL-2.0-only`). */
  readonly id: string;
  readonly severity: Severity;
  readonly location: FindingLocation;
  /** One line for people. */
  readonly title?: string;
  readonly description?: string;
  /** The address to read first. */
  readonly primaryUrl?: string;
  /** Addresses of what is written about it. */
  readonly references?: readonly string[];
  /** Who has found it: the name of the processor, where it says nothing else. */
  readonly scanner?: string;
  /** The same in each scan that finds this; made where a processor returns none. */
  readonly fingerprint?: string;
  /** Set where a rule accepts it. A run sets it after the journal: a changed rule needs no new scan. */
  readonly accepted?: Acceptance;
  /**
   * Set where the run that it is compared with has not found it. The others are known where the outcome has a
   * `comparison`, and without one nothing is known. No processor sets it.
   */
  readonly isNew?: true;
  /** The scanner's own words, by its own keys, for reports that repeat them. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

/** An installed package. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Whether it came with the operating system, or is a language's. */
  readonly class: "os" | "language";
  /**
   * Of the operating system's packages its name (`debian`); of a language's the type in package URLs (`npm`, `golang`),
   * or the scanner's word where there is none. `""` where it is not known.
   */
  readonly type: string;
  /** The package URL: `pkg:npm/minimist@1.2.5`. */
  readonly purl?: string;
}

/** A package that a scanner listed, whether or not anything is wrong with it. */
export interface ListedPackage extends Package {
  /** The file that names it, as the scanner writes its path. */
  readonly path?: string;
  /** Its licences, in the words of the package. */
  readonly licenses?: readonly string[];
  readonly layer?: FindingLayer;
}

/** Whether the vendor fixes a vulnerability in its package. */
export type FixState =
  | "fixed"
  | "affected"
  | "will_not_fix"
  | "fix_deferred"
  | "end_of_life"
  | "under_investigation"
  | "not_affected"
  | "unknown";

/** Whether there is a version without a vulnerability, and which. */
export interface Fix {
  readonly state: FixState;
  readonly versions: readonly string[];
}

/** A score by the Common Vulnerability Scoring System (CVSS). */
export interface CvssScore {
  /** Who says so: `nvd`, `ghsa`. */
  readonly source: string;
  /** The major version of the system: 2, 3 or 4. */
  readonly version: 2 | 3 | 4;
  /** `CVSS:3.1/AV:N/...`. */
  readonly vector?: string;
  /** 0 to 10. */
  readonly score?: number;
}

/** A known vulnerability in an installed package. */
export interface VulnerabilityFinding extends FindingBase {
  readonly kind: "vulnerability";
  readonly package: Package;
  readonly fix: Fix;
  /** Other names of the advisory: `GHSA-xvch-5gv4-984h`. */
  readonly aliases?: readonly string[];
  /** Kinds of weakness: `CWE-1321`. */
  readonly cwes?: readonly string[];
  readonly cvss?: readonly CvssScore[];
  /** Whose severity this is: `nvd`, `ghsa`. */
  readonly severitySource?: string;
  /** ISO 8601, as the advisory says. */
  readonly publishedAt?: string;
  readonly modifiedAt?: string;
  /**
   * What is known about exploits of it. A run sets it after the journal, from its own files: what is kept of an earlier scan
   * gets what is known today. No processor sets it.
   */
  readonly intel?: Intel;
}

/** A secret in a file, or in the config, of the image. */
export interface SecretFinding extends FindingBase {
  readonly kind: "secret";
  /** Whose secret: `AWS`. */
  readonly category: string;
  /** The text around it, with the secret masked by the scanner. */
  readonly match: string;
}

/** A setting in a configuration file of the image that fails a check. */
export interface MisconfigurationFinding extends FindingBase {
  readonly kind: "misconfiguration";
  /** Other names of the check: `AVD-DS-0002`. */
  readonly aliases?: readonly string[];
  /** What kind of file it is in: `dockerfile`, `kubernetes`. `""` where it is not known. */
  readonly fileType: string;
  /** What is wrong here; `description` says why such a setting is bad. */
  readonly message: string;
  /** What to do about it. */
  readonly resolution: string;
  /** The part of the file, as the check calls it: `aws_s3_bucket.logs`. */
  readonly resource?: string;
}

/** The licence of a package or a file. Its severity says how restrictive it is. */
export interface LicenseFinding extends FindingBase {
  readonly kind: "license";
  /** How the scanner ranks it: `restricted`, `notice`. */
  readonly category: string;
  /** Absent for a file that belongs to no package. */
  readonly package?: Pick<Package, "name">;
  /** How sure the scanner is, 0 to 1. */
  readonly confidence: number;
}

/** One thing that a scanner found in a target. */
export type Finding = VulnerabilityFinding | SecretFinding | MisconfigurationFinding | LicenseFinding;

/** The kinds of findings. */
export const FINDING_KINDS = ["vulnerability", "secret", "misconfiguration", "license"] as const;

/** What a finding is about. */
export type FindingKind = Finding["kind"];

/** Whether a finding is a vulnerability that is known to be exploited. */
export function isExploited(finding: Finding): finding is VulnerabilityFinding {
  return finding.kind === "vulnerability" && finding.intel?.kev !== undefined;
}

/** Whether a finding is a vulnerability that a newer version of the package does not have. */
export function isFixable(finding: Finding): finding is VulnerabilityFinding {
  return finding.kind === "vulnerability" && finding.fix.versions.length > 0;
}
