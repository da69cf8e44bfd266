import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "../model/target.ts";
import type { Driver } from "../plugin/driver.ts";
import type { SourceHooks } from "../plugin/hooks.ts";
import { checkTarget } from "./check_target.ts";
import type { Opened } from "./opened.ts";
import { createPuller } from "./puller.ts";
import { toPullable } from "./to_pullable.ts";

const CLOSE_LIMIT_MS = 5000;

/** How targets are pulled. */
export interface PullOptions {
  readonly driver: Driver;
  /** Ends the pulling: no target comes after it has fired. */
  readonly signal: AbortSignal;
  /** Hears of each target before it is given. */
  readonly onTarget: () => void;
}

/** Gives the targets of all sources, one source after the other, until they end or are stopped. */
export async function* pull(
  sources: readonly Opened<SourceHooks>[],
  { driver, signal, onTarget }: PullOptions,
): AsyncGenerator<Target> {
  const race = createRace(signal);
  for (const { name, hooks, ctx } of sources) {
    if (signal.aborted) return;
    const puller = await driver.call(name, "targets", () => createPuller(toPullable(hooks.targets(ctx))));
    let place = 0;
    try {
      while (true) {
        const next = await race(driver.call(name, "targets", () => puller.next()));
        if (signal.aborted || next === undefined) return;
        if (next.done) break;
        onTarget();
        place += 1;
        yield checkTarget(next.value, name, place);
      }
    } finally {
      // A source that is stuck in an item cannot close before that item comes: then nobody waits.
      await Promise.race([puller.close(), delay(CLOSE_LIMIT_MS, undefined, { ref: false })]);
    }
  }
}

/**
 * Makes a function that waits for work, or for the signal: a source that waits for something must not hold that up.
 * It has one listener for all that is waited for, one thing at a time: a listener each would cost more than the rest.
 */
function createRace(signal: AbortSignal): <T>(work: Promise<T>) => Promise<T | undefined> {
  let leave = () => {};
  signal.addEventListener("abort", () => leave(), { once: true });
  return (work) =>
    new Promise((resolve, reject) => {
      leave = () => resolve(undefined);
      if (signal.aborted) leave();
      work.then(resolve, reject);
    });
}
