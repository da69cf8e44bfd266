import { EXIT } from "./exit_code.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Calls back at the first SIGINT, SIGTERM or SIGHUP, so that the run can end in order; a second one ends the process
 * at once. Returns what takes the handlers off again.
 */
export function onInterrupt(interrupt: () => void): () => void {
  let count = 0;
  function handle(): void {
    count += 1;
    if (count > 1) process.exit(EXIT.interrupted);
    interrupt();
  }
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}
