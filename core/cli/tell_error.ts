import { coreError } from "../errors/mod.ts";
import { createRedactor } from "../services/redact.ts";
import { exitCodeOfError } from "./exit_code.ts";
import { formatError } from "./format_error.ts";
import { writeStderr } from "./write_stderr.ts";

/** Tells on stderr what went wrong, with secrets masked, and gives the exit code. */
export function tellError(error: unknown, { verbose }: { readonly verbose: boolean }): number {
  // Made now: a command may have set variables.
  const { mask } = createRedactor(process.env);
  writeStderr(`${formatError(error, { verbose, mask })}\n`);
  return exitCodeOfError(error);
}

/** Tells that the process ends before its command has: nothing is left that it could wait for. */
export function tellStalled(args: readonly string[]): number {
  return tellError(coreError("STALLED", { command: ["scan", ...args].join(" ") }), { verbose: false });
}
