import { isScanError, toReason } from "../errors/mod.ts";

/** How an error is told. */
export interface FormatErrorOptions {
  /** With stack traces and causes. */
  readonly verbose: boolean;
  /** Masks secrets. */
  readonly mask: (text: string) => string;
}

/** The error as lines for the terminal: message, hint, and each of several problems. */
export function formatError(error: unknown, { verbose, mask }: FormatErrorOptions): string {
  const lines = [`scan: ${toLines(error).join("\n  ")}`];
  if (isScanError(error)) {
    for (const problem of error.problems ?? []) lines.push(`  - ${toLines(problem).join("\n    ")}`);
  }
  if (verbose) lines.push(...toTrace(error));
  return mask(lines.join("\n"));
}

function toLines(error: unknown): readonly string[] {
  if (!isScanError(error)) return [`unexpected error: ${toReason(error)}`];
  return error.hint ? [error.message, ...error.hint.split("\n")] : [error.message];
}

function toTrace(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const stack = error.stack ?? String(error);
  return error.cause === undefined ? [stack] : [stack, "caused by:", ...toTrace(error.cause)];
}
