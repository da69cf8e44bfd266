/** Why a target could not be scanned: the data of a failed outcome, plain enough to be sent elsewhere as JSON. */
export interface Failure {
  readonly code: string;
  /** One sentence, with secrets masked. */
  readonly message: string;
  readonly hint?: string | undefined;
  readonly plugin?: string | undefined;
  /** The hook in which it happened: `process`, `targets`, `write`. */
  readonly stage: string;
  readonly retryable: boolean;
  readonly cause?: unknown;
}
