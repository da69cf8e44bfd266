/** Why a target could not be scanned: all that decisions need, as plain data that JSON can hold. */
export interface Failure {
  /** Which row of an error table: `IMAGE_NOT_FOUND`. */
  readonly code: string;
  /** One sentence, with secrets masked. */
  readonly message: string;
  /** What the user can do about it. */
  readonly hint?: string;
  readonly plugin?: string;
  /** The hook in which it happened: `process`, `targets`, `write`. */
  readonly stage?: string;
  /** Whether trying the same thing again may help. */
  readonly retryable: boolean;
  /** Whether the run ends with it: going on makes no sense for the other targets either. */
  readonly fatal: boolean;
  /** Whether the user's call, config or machine set-up is wrong, and not the run. */
  readonly usage: boolean;
}
