import { coreError } from "../errors/mod.ts";
import { createRedactor } from "../services/secrets/redact.ts";
import { EXIT } from "./exit.ts";
import { printError } from "./print_error.ts";
import { wantsJson } from "./terminal/write_stderr.ts";

const SHOW_CURSOR = "\u001b[?25h";

/**
 * Listens to the process's `exit` while a command is at work. Nobody but the command knows how it went: whatever a
 * `process.exit(0)` in a plugin or in the config says, the run broke.
 */
export function onEarlyExit(code: number): void {
  // The bar is not closed any more.
  if (process.stderr.isTTY && !wantsJson()) process.stderr.write(SHOW_CURSOR);
  printError(coreError("EXITED", { code }), { verbose: false, redactor: createRedactor({}) });
  process.exitCode = EXIT.broken;
}

/** Ends the process on the spot, as the command itself wants it. */
export function leave(code: number): never {
  process.off("exit", onEarlyExit);
  process.exit(code);
}
