import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import type { Line } from "./line.ts";

/**
 * Makes the line of an outcome. The target is left out, since its source will emit it again.
 *
 * @throws {TypeError} where a processor has added data that is no JSON
 */
export function toLine(outcome: Outcome, key: string): Line {
  const { target, pipeline: _, ...rest } = outcome;
  return { kind: rest.status, key, json: JSON.stringify({ id: target.id, ...rest }) };
}

/** Makes the outcome of a line again, for the target that it is about. */
export function toOutcome({ json }: Line, { pipeline, target }: { pipeline: string; target: Target }): Outcome {
  const { id: _, data, ...rest }: Outcome & { readonly id: string } = JSON.parse(json);
  const scans = data.scans?.map((scan) => ({ ...scan, origin: "replay" as const }));
  return { ...rest, data: { ...data, ...(scans && { scans }) }, target, pipeline, replayed: true };
}
