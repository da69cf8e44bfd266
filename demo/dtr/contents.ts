/** What a simulated DTR knows of a manifest's last scan. What is left out is that of a sound image, scanned. */
export interface ScanSpec {
  /** 0 to 6; anything else is a status that nobody knows. @default {6} */
  readonly status?: number;
  /** With up to nine digits of a second. @default {"2024-05-06T07:08:09.123456789Z"} */
  readonly completedAt?: string;
  /** @default {false} */
  readonly shouldRescan?: boolean;
  /** @default {0} */
  readonly critical?: number;
  /** @default {0} */
  readonly major?: number;
  /** @default {0} */
  readonly minor?: number;
}

/** One manifest of a tag. */
export interface ManifestSpec {
  /** `OS/ARCHITECTURE`; empty for an artifact that is no image. @default {"linux/amd64"} */
  readonly platform?: string;
  /** @default Made of the manifest's place */
  readonly digest?: string;
  /** Left out: there is no `vuln_summary`. */
  readonly scan?: ScanSpec;
}

/** A repository with its tags: name to manifests, several for several platforms. */
export interface RepositorySpec {
  /** What the user may do with it; `none`: it is not there for him. @default {"write"} */
  readonly access?: "write" | "read" | "none";
  readonly tags: Readonly<Record<string, readonly ManifestSpec[]>>;
}

/** What a simulated DTR holds: namespace to repository to tags. */
export type DtrContents = Readonly<Record<string, Readonly<Record<string, RepositorySpec>>>>;

/** The date of what never was. */
export const ZERO_DATE = "0001-01-01T00:00:00Z";

/** The scan of an image that was never scanned. */
export const NEVER_SCANNED = { status: 0, completedAt: ZERO_DATE } as const satisfies ScanSpec;
