import { setTimeout as delay } from "node:timers/promises";
import type { Driver } from "../plugin/driver.ts";
import type { SourceHooks } from "../plugin/hooks.ts";
import type { Target } from "../plugin/target.ts";
import type { Opened } from "./opened.ts";
import { createPuller } from "./puller.ts";
import { toPullable } from "./to_pullable.ts";

const CLOSE_LIMIT_MS = 5000;

/** Gives the targets of all sources, one source after the other, until they end or the run is aborted. */
export async function* pull(
  sources: readonly Opened<SourceHooks>[],
  { driver, signal }: { driver: Driver; signal: AbortSignal },
): AsyncGenerator<Target> {
  for (const { name, hooks, ctx } of sources) {
    if (signal.aborted) return;
    const puller = await driver.call(name, "targets", () => createPuller(toPullable(hooks.targets(ctx))));
    try {
      while (true) {
        const next = await orAborted(
          driver.call(name, "targets", () => puller.next()),
          signal,
        );
        if (signal.aborted || next === undefined) return;
        if (next.done) break;
        yield next.value;
      }
    } finally {
      // A source that is stuck in an item cannot close before that item comes: then nobody waits.
      await Promise.race([puller.close(), delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    }
  }
}

/** Waits for work, or for the run's abort: a source that waits for something must not hold that up. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve(undefined);
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave);
    // Taken off again for each item: one listener, or one race, per target would grow with the run.
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
