import { coreError } from "../errors/mod.ts";
import type { Driver } from "../plugin/driver.ts";

/**
 * Waits for a run, and ends hooks that are pending when the process has nothing left to wait for: it would end in
 * silence.
 *
 * @throws {ScanError} HOOK_PENDING
 */
export async function orDrained(work: Promise<void>, driver: Driver): Promise<void> {
  function abandon(): void {
    const count = driver.abandon((plugin, hook) => coreError("HOOK_PENDING", { plugin, hook }, { plugin }));
    // There is something to do again: who else listens shall not take the process for one that is at its end.
    if (count > 0) setImmediate(() => {});
  }
  process.prependListener("beforeExit", abandon);
  try {
    await work;
  } finally {
    process.off("beforeExit", abandon);
  }
}
