/** A repository of a namespace. */
export interface DtrRepository {
  readonly namespace: string;
  /** Without the namespace. */
  readonly name: string;
}

/** A tag, as the list of a repository's tags has it: it says nothing of scans or platforms. */
export interface DtrTag {
  readonly name: string;
  /** `sha256:...` */
  readonly digest?: string;
}

/** What DTR knows of a manifest's last scan. */
export interface DtrScanSummary {
  /**
   * 0 failed, or never scanned when the date is the zero date; 1 unscanned, 2 scanning, 3 pending, 4 scanned,
   * 5 checking, 6 completed.
   *
   * @see https://docs.docker.com/ee/dtr/admin/manage-webhooks/use-the-api/
   */
  readonly lastScanStatus: number;
  /** The date and time as the text that came, with up to nine digits of a second; `0001-01-01T00:00:00Z` is never. */
  readonly checkCompletedAt: string;
  readonly shouldRescan: boolean;
  /** How many vulnerabilities have a CVSS score of 7.0 and more. */
  readonly critical: number;
  /** How many have a score from 4.0 to below 7.0. */
  readonly major: number;
  /** How many have a score below 4.0. */
  readonly minor: number;
}

/** One manifest of a tag. */
export interface DtrTagDetail {
  /** The tag's name. */
  readonly name: string;
  /** The manifest's: `sha256:...` */
  readonly digest?: string;
  /** `linux`, `windows`; absent with artifacts that are no images. */
  readonly os?: string;
  /** `amd64`, `arm64`; absent with artifacts that are no images. */
  readonly architecture?: string;
  /** Absent where there was no scan. */
  readonly summary?: DtrScanSummary;
}

/** Which tag is meant. */
export interface DtrTagPlace {
  readonly namespace: string;
  /** Without the namespace. */
  readonly repository: string;
  readonly tag: string;
}

/** What is to be scanned: one manifest of a tag. */
export interface DtrScanRequest extends DtrTagPlace {
  readonly os: string;
  readonly architecture: string;
}

/** What a DTR can do, as it says itself. */
export interface DtrFeatures {
  readonly scanningEnabled: boolean;
  readonly scanningLicensed: boolean;
  /** The version of the vulnerability database; absent until there is one. */
  readonly dbVersion?: string;
}

/** How a single call may be ended early. */
export interface DtrCallOptions {
  readonly signal?: AbortSignal;
}

/** What a client has done so far. */
export interface DtrStats {
  /** How many requests were made; repetitions after trouble are not counted. */
  readonly requests: number;
  /** The most requests that were under way at one time. */
  readonly maxInFlight: number;
}

/**
 * A Docker Trusted Registry (Mirantis Secure Registry 2 and 3), by its API v0.
 *
 * Every call throws ScanErrors: DTR_AUTH, DTR_FORBIDDEN, DTR_NOT_FOUND, DTR_NOT_AN_API, DTR_TLS, DTR_UNREACHABLE,
 * DTR_TIMEOUT, DTR_RATE_LIMITED, DTR_SERVER, DTR_REFUSED, DTR_BAD_ANSWER, DTR_NAME, and ABORTED. After a DTR_AUTH no
 * further request is sent: all calls fail with that same error.
 */
export interface DtrClient {
  /** The address of the DTR: `https://dtr.example.com`, without a slash at the end. */
  readonly url: string;
  /** What images are named with: `dtr.example.com`, `dtr.example.com:8443`. */
  readonly host: string;
  /** What the DTR can do; any user may ask, so that this is also the check of the login. */
  getFeatures(options?: DtrCallOptions): Promise<DtrFeatures>;
  /** The repositories of a namespace that the user may see, fetched page by page as they are taken. */
  listRepositories(namespace: string, options?: DtrCallOptions): AsyncIterable<DtrRepository>;
  /** The tags of a repository, fetched page by page as they are taken. */
  listTags(repository: DtrRepository, options?: DtrCallOptions): AsyncIterable<DtrTag>;
  /** The manifests of a tag: several when it stands for several platforms. */
  getTag(place: DtrTagPlace, options?: DtrCallOptions): Promise<readonly DtrTagDetail[]>;
  /**
   * Asks for a scan; it runs later. Needs the right to write.
   *
   * @throws {ScanError} DTR_SCANNING_DISABLED and those of all calls
   */
  requestScan(request: DtrScanRequest, options?: DtrCallOptions): Promise<void>;
  stats(): DtrStats;
  /** Ends what is under way; nothing starts afterwards. */
  close(): void;
}
