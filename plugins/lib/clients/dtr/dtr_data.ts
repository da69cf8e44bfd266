import type { DtrScanSummary, DtrTagPlace } from "./dtr_client.ts";

declare module "../../../../core/mod.ts" {
  interface TargetKinds {
    /** A tag in a DTR, or one of its manifests. */
    readonly "dtr-tag": true;
  }
  interface Target {
    /** Of targets of the kind `dtr-tag`: which manifest of which tag, and what DTR knew of it when it was found. */
    readonly dtr?: DtrManifest;
  }
  interface ScanData {
    /** What the review of a tag of a DTR came to. */
    readonly dtr: DtrReview;
  }
}

/** One manifest of a tag in a DTR. Plain data. */
export interface DtrManifest extends DtrTagPlace {
  /** `sha256:...` */
  readonly digest?: string;
  /** Absent with artifacts that are no images. */
  readonly os?: string;
  readonly architecture?: string;
  /** Absent where there was no scan. */
  readonly summary?: DtrScanSummary;
  /** Set where another manifest of the tag has the same os and architecture: DTR cannot be asked for one of them only. */
  readonly sharesPlatform?: true;
}

/** What a tag needs: a scan, or none because one is pending, because it is up to date, or because no rule knows its state. */
export type Decision = "scan" | "pending" | "up-to-date" | "none";

/** What the review of a tag came to; `null` where DTR does not say. The keys are those of the report. */
export interface DtrReview {
  readonly namespace: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string | null;
  readonly os: string | null;
  readonly architecture: string | null;
  /** As it was when the decision was made. */
  readonly lastScanStatus: number | null;
  /** As DTR writes it; `0001-01-01T00:00:00Z` is never. */
  readonly checkCompletedAt: string | null;
  readonly shouldRescan: boolean | null;
  /** Whole days; `null` is never. */
  readonly ageDays: number | null;
  readonly decision: Decision;
  readonly reason: string;
  /** Whether a scan was started by this run. */
  readonly requested: boolean;
  /** What the scan came to, where it was waited for. */
  readonly result?: DtrScanResult;
}

/** What a scan by DTR came to. */
export interface DtrScanResult {
  readonly checkCompletedAt: string;
  /** How many vulnerabilities have a CVSS score of 7.0 and more. */
  readonly critical: number;
  /** How many have a score from 4.0 to below 7.0. */
  readonly major: number;
  /** How many have a score below 4.0. */
  readonly minor: number;
}
