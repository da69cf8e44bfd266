import { isScanError, toErrorText, toReason } from "../errors/mod.ts";

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

/** The stacks of an error and its causes, each once: a cause may be one of its own causes. */
function toTrace(error: unknown): readonly string[] {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  try {
    for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
      if (seen.size > 0) lines.push("caused by:");
      seen.add(cause);
      lines.push(String(cause.stack ?? toErrorText(cause)));
    }
  } catch {
    lines.push("an error that cannot be read");
  }
  return lines;
}
