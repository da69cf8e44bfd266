import type { Summary } from "../events/event.ts";
import type { Outcome } from "../model/outcome.ts";
import type { SinkContext } from "../plugin/context.ts";
import type { Driver } from "../plugin/driver.ts";
import type { SinkHooks } from "../plugin/hooks.ts";
import type { Opened } from "./opened.ts";

/** A sink at work. */
export type OpenedSink = Opened<SinkHooks, SinkContext>;

/** Hands outcomes to sinks. */
export interface Delivery {
  /** Gives an outcome to each of the sinks, one outcome at a time. Rejects with the error of a sink that failed. */
  deliver(outcome: Outcome, sinks: readonly OpenedSink[]): Promise<void>;
  /** Ends all sinks in order, also after one has failed; rejects with the first error. */
  end(sinks: readonly OpenedSink[], summary: () => Summary): Promise<void>;
}

/**
 * Makes the delivery of one run. A sink that has failed gets nothing more; the others go on, so that one broken sink
 * does not cost them their outcomes.
 */
export function createDelivery({ driver }: { driver: Driver }): Delivery {
  const broken = new Set<OpenedSink>();
  let turn: Promise<unknown> = Promise.resolve();

  async function callEach(sinks: readonly OpenedSink[], hook: string, call: (sink: OpenedSink) => unknown) {
    const failures: unknown[] = [];
    for (const sink of sinks) {
      if (broken.has(sink)) continue;
      try {
        await driver.call(sink.name, hook, () => call(sink));
      } catch (error) {
        broken.add(sink);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  return {
    deliver(outcome, sinks) {
      const delivered = turn.then(() => callEach(sinks, "write", ({ hooks, ctx }) => hooks.write?.(outcome, ctx)));
      turn = delivered.catch(() => undefined);
      return delivered;
    },
    async end(sinks, summary) {
      await turn;
      await callEach(sinks, "end", ({ hooks, ctx }) => hooks.end?.(summary(), ctx));
    },
  };
}
