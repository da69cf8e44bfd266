import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import type { Line } from "./line.ts";

/**
 * Makes the line of an outcome. The target is left out, since its source will give it again; so is the cause of a
 * failure: an error is more than JSON can hold.
 *
 * @throws {TypeError} where a processor has added data that is no JSON
 */
export function toLine(outcome: Outcome, key: string): Line {
  const { target, pipeline: _, ...rest } = outcome;
  const told = rest.status === "failed" ? { ...rest, error: { ...rest.error, cause: undefined } } : rest;
  return { kind: rest.status, key, json: JSON.stringify({ id: target.id, ...told }) };
}

/** Makes the outcome of a line again, for the target that it is about. */
export function toOutcome({ json }: Line, { pipeline, target }: { pipeline: string; target: Target }): Outcome {
  const { id: _, ...rest } = JSON.parse(json);
  return { ...rest, target, pipeline, replayed: true };
}
