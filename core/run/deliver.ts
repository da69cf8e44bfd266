import type { Summary } from "../events/event.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Driver } from "../plugin/driver.ts";
import { serially } from "../services/serially.ts";
import type { OpenSink } from "./open_plugins.ts";

/** Hands outcomes to sinks. */
export interface Delivery {
  /** Hands an outcome to each of the sinks, one outcome at a time. Rejects with the error of a sink that failed. */
  deliver(outcome: Outcome, sinks: readonly OpenSink[]): Promise<void>;
  /** Ends all sinks in order, also after one has failed; rejects with the first error. */
  end(sinks: readonly OpenSink[], summary: () => Summary): Promise<void>;
}

/**
 * Makes the delivery of one run. A sink that has failed gets nothing more; the others go on, so that one broken sink
 * does not cost them their outcomes.
 */
export function createDelivery({ driver }: { driver: Driver }): Delivery {
  const broken = new Set<OpenSink>();
  const inTurn = serially();

  async function callEach(sinks: readonly OpenSink[], hook: string, call: (sink: OpenSink) => unknown) {
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
      return inTurn(() => callEach(sinks, "write", ({ hooks, ctx }) => hooks.write?.(outcome, ctx)));
    },
    end(sinks, summary) {
      return inTurn(() => callEach(sinks, "end", ({ hooks, ctx }) => hooks.end?.(summary(), ctx)));
    },
  };
}
