import { type FilePosition, ScanError } from "./scan_error.ts";

/** One row of an error table; `D` is what its texts are made from. */
export interface ErrorSpec<D> {
  /** One sentence, sentence case, no final period; names the file, line or image. */
  readonly message: (details: D) => string;
  /** What the user can do about it. */
  readonly hint?: string | ((details: D) => string | undefined);
  /** @default {false} */
  readonly retryable?: boolean;
  /** The call, the config or the machine's set-up is wrong: exit code 2. @default {false} */
  readonly usage?: boolean;
  /** Going on makes no sense: it ends the run also where it happens to a single target. @default {false} */
  readonly fatal?: boolean;
}

/** Extra fields of an error, besides the details of its row. */
export interface ErrorExtras {
  readonly cause?: unknown;
  readonly plugin?: string;
  readonly target?: string;
  /** Where in a file the mistake is. */
  readonly position?: FilePosition | undefined;
  readonly problems?: readonly ScanError[];
}

/** Rows by code. */
export type ErrorTable = Readonly<Record<string, ErrorSpec<never>>>;
type DetailsOf<S> = S extends { message: (details: infer D) => string } ? D : never;

/**
 * Turns a table of error codes into the one function that makes those errors; its `table` is there to be documented.
 *
 * @example A plugin's own errors
 * ```ts
 * import { defineErrors } from "hullscan";
 *
 * const pagerError = defineErrors({
 *   PAGER_DOWN: { message: (d: { host: string }) => `Cannot reach the pager at "${d.host}"`, retryable: true },
 * });
 * const error = pagerError("PAGER_DOWN", { host: "pager.example.com" });
 * if (error.code !== "PAGER_DOWN" || !error.retryable) throw error;
 * ```
 */
export function defineErrors<T extends ErrorTable>(table: T) {
  function makeError<C extends keyof T & string>(
    code: C,
    details: DetailsOf<T[C]>,
    extras: ErrorExtras = {},
  ): ScanError {
    const spec = table[code];
    if (spec === undefined) throw new TypeError(`There is no error code "${code}"`);
    // The compiler cannot follow that the details belong to the row of this code.
    const own = details as never;
    const hint = typeof spec.hint === "function" ? spec.hint(own) : spec.hint;
    const { cause, ...fields } = extras;
    return new ScanError(
      spec.message(own),
      { code, hint, retryable: spec.retryable ?? false, usage: spec.usage ?? false, fatal: spec.fatal, ...fields },
      cause,
    );
  }
  return Object.assign(makeError, { table });
}
