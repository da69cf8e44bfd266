import { coreError } from "../errors/mod.ts";
import type { Redactor } from "../services/secrets/redact.ts";
import { exitCodeOfError } from "./exit_code.ts";
import { formatError, formatErrorJson } from "./terminal/format_error.ts";
import { wantsJson, writeStderr } from "./terminal/write_stderr.ts";

/** How an error is printed. */
export interface PrintErrorOptions {
  /** With stack traces and causes. */
  readonly verbose: boolean;
  readonly redactor: Redactor;
}

/** Prints on stderr what went wrong, with secrets masked, as JSON where that was asked for. Returns the exit code. */
export function printError(error: unknown, { verbose, redactor }: PrintErrorOptions): number {
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

/** Prints that the process ends before its command has: nothing is left that it could wait for. Returns the exit code. */
export function printStalled(args: readonly string[], redactor: Redactor): number {
  return printError(coreError("STALLED", { command: ["scan", ...args].join(" ") }), { verbose: false, redactor });
}
