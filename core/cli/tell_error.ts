import { coreError } from "../errors/mod.ts";
import type { Redactor } from "../services/secrets/redact.ts";
import { exitCodeOfError } from "./exit_code.ts";
import { formatError, formatErrorJson } from "./terminal/format_error.ts";
import { wantsJson, writeStderr } from "./terminal/write_stderr.ts";

/** How an error is printed. */
export interface TellErrorOptions {
  /** With stack traces and causes. */
  readonly verbose: boolean;
  readonly redactor: Redactor;
}

/** Prints on stderr what went wrong, with secrets masked, as JSON where that was asked for, and gives the exit code. */
export function tellError(error: unknown, { verbose, redactor }: TellErrorOptions): number {
  // A command may have set variables.
  redactor.addFrom(process.env);
  const { mask } = redactor;
  const exitCode = exitCodeOfError(error);
  const text = wantsJson()
    ? formatErrorJson(error, { verbose, mask, exitCode })
    : formatError(error, { verbose, mask });
  writeStderr(`${text}\n`);
  return exitCode;
}

/** Tells that the process ends before its command has: nothing is left that it could wait for. */
export function tellStalled(args: readonly string[], redactor: Redactor): number {
  return tellError(coreError("STALLED", { command: ["scan", ...args].join(" ") }), { verbose: false, redactor });
}
