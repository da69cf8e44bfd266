import assert from "node:assert/strict";
import { defineProcessor, type Outcome, type ScanData, type Target } from "#core/mod.ts";
import { collector, images, runToEnd } from "./pipeline.ts";

/** A processor that returns whatever it is given, for every target or by its image. */
export function returning(name: string, make: (target: Target) => unknown) {
  return defineProcessor({
    name,
    provides: ["findings"],
    setup: () => ({ process: ({ target }) => make(target) as Partial<ScanData> }),
  })();
}

/** The outcomes of a target that goes through processors, each of which returns one of the results. */
export async function outcomesOf(...results: readonly unknown[]): Promise<readonly Outcome[]> {
  const { sink, outcomes } = collector();
  const processors = results.map((result, index) => returning(`returns_${index}`, () => result));
  const { error } = await runToEnd({ sources: [images("a")], processors, sinks: [sink] });
  assert.equal(error, undefined);
  return outcomes;
}
