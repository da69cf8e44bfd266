/** How likely it is that somebody exploits a vulnerability, by the Exploit Prediction Scoring System (EPSS) of FIRST. */
export interface Epss {
  /** The probability within the next 30 days, 0 to 1. */
  readonly score: number;
  /** The share of all vulnerabilities whose score is not higher, 0 to 1. */
  readonly percentile: number;
  /** The day of the score: `2026-11-26`. */
  readonly date: string;
}

/** What CISA says of a vulnerability in its catalogue of known exploited vulnerabilities (KEV). */
export interface KnownExploit {
  /** The day since which it is listed: `2021-12-10`. */
  readonly added: string;
  /** The day until which federal agencies of the US have to act. */
  readonly due?: string;
  /** Set where campaigns of ransomware are known to use it. */
  readonly ransomware?: true;
}

/** What is known about exploits of a vulnerability. What is absent is not known. */
export interface Intel {
  readonly epss?: Epss;
  /** Set where it is known to be exploited. */
  readonly kev?: KnownExploit;
}

/** The state of a file of such data. */
export interface IntelSource {
  /** The day that its data are of. */
  readonly date: string;
  /** The model of the scores, or the version of the catalogue, as its publisher calls it. */
  readonly version: string;
  /** How many days ago the data were the newest. */
  readonly ageDays: number;
  /** Set where that is longer ago than it may be. */
  readonly isStale?: true;
}

/** The data about exploits that a run has. */
export interface IntelSources {
  readonly epss?: IntelSource;
  readonly kev?: IntelSource;
}
