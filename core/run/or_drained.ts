import { coreError } from "../errors/mod.ts";
import type { Driver } from "../plugin/driver.ts";

/**
 * Waits for a run, and ends hooks that are pending when the process has nothing left to wait for: it would end in
 * silence.
 *
 * @throws {ScanError} HOOK_PENDING
 */
export async function orDrained(work: Promise<void>, driver: Driver): Promise<void> {
  const abandon = () => driver.abandon((plugin, hook) => coreError("HOOK_PENDING", { plugin, hook }, { plugin }));
  process.on("beforeExit", abandon);
  try {
    await work;
  } finally {
    process.off("beforeExit", abandon);
  }
}
