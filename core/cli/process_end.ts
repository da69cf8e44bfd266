import { coreError, type ScanError, toReason } from "../errors/mod.ts";
import { createRedactor } from "../services/secrets/redact.ts";
import { EXIT } from "./exit.ts";
import { printError } from "./print_error.ts";

/**
 * Listens to the process's `exit` while a command is at work. Nobody but the command knows how it went: whatever a
 * `process.exit(0)` in a plugin or in the config says, the run broke.
 */
export function onEarlyExit(code: number): void {
  printError(coreError("EXITED", { code }), { verbose: false, redactor: createRedactor({}) });
  process.exitCode = EXIT.broken;
}

/** Ends the process on the spot, as the command itself wants it. */
export function leave(code: number): never {
  process.off("exit", onEarlyExit);
  process.exit(code);
}

/** Watches for errors that nobody catches. */
interface UncaughtWatch {
  /** The first one, as a ScanError. */
  error(): ScanError | undefined;
  stop(): void;
}

/**
 * Calls back at the first error that nobody catches, thrown by a timer or a forgotten promise of a plugin: instead of
 * ending the process on the spot, and the report with it, the run can end in order.
 */
export function watchUncaught(onError: () => void): UncaughtWatch {
  let first: ScanError | undefined;
  function handle(cause: unknown): void {
    first ??= coreError("UNCAUGHT_ERROR", { reason: toReason(cause) }, { cause });
    onError();
  }
  process.on("uncaughtException", handle);
  process.on("unhandledRejection", handle);
  return {
    error: () => first,
    stop() {
      process.off("uncaughtException", handle);
      process.off("unhandledRejection", handle);
    },
  };
}

/**
 * Ends the process at an error that nobody catches, as long as no run is there to end in order: else Node would end it
 * with 1, as if there were findings.
 */
export function endAtUncaught(end: (error: ScanError) => void): void {
  function handle(cause: unknown): void {
    // A run has its own watch, which comes after this one.
    if (process.listenerCount("uncaughtException") > 1) return;
    end(coreError("UNCAUGHT_ERROR", { reason: toReason(cause) }, { cause }));
  }
  process.on("uncaughtException", handle);
  process.on("unhandledRejection", handle);
}
