import type { Summary } from "../events/event.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Driver } from "../plugin/driver.ts";
import { serially } from "../services/serially.ts";
import { applyComparison } from "./apply_comparison.ts";
import type { OpenSink } from "./open_plugins.ts";

/** Hands outcomes to sinks. */
export interface Delivery {
  /** Has a sink compare an outcome with an earlier run, and hands it to each of the sinks, one outcome at a time. */
  deliver(outcome: Outcome, sinks: readonly OpenSink[]): Promise<Delivered>;
  /** Ends all sinks in order, also after one has failed; rejects with the first error. */
  end(sinks: readonly OpenSink[], summary: () => Summary): Promise<void>;
}

/** What has reached the sinks. */
export interface Delivered {
  /** With its comparison. */
  readonly outcome: Outcome;
  /** What sinks have thrown. */
  readonly failures: readonly unknown[];
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
    return failures;
  }

  async function compare(given: Outcome, comparing: readonly OpenSink[]): Promise<Delivered> {
    let outcome = given;
    const failures = await callEach(comparing, "compare", async ({ hooks, ctx }) => {
      if (outcome.comparison === undefined) outcome = applyComparison(outcome, await hooks.compare?.(outcome, ctx));
    });
    return { outcome, failures };
  }

  return {
    deliver(given, sinks) {
      return inTurn(async () => {
        const comparing = sinks.filter(({ hooks }) => hooks.compare !== undefined);
        // Most runs compare nothing: then no target waits for it.
        const compared = comparing.length > 0 ? await compare(given, comparing) : { outcome: given, failures: [] };
        const { outcome, failures } = compared;
        const more = await callEach(sinks, "write", ({ hooks, ctx }) => hooks.write?.(outcome, ctx));
        return { outcome, failures: [...failures, ...more] };
      });
    },
    end(sinks, summary) {
      return inTurn(async () => {
        const [failure] = await callEach(sinks, "end", ({ hooks, ctx }) => hooks.end?.(summary(), ctx));
        if (failure !== undefined) throw failure;
      });
    },
  };
}
