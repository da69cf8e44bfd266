import { coreError, type ScanError } from "../errors/mod.ts";
import { findNearest } from "./nearest.ts";

/**
 * The error of a pipeline that a config does not have.
 *
 * @param others What could have been meant besides a pipeline, with what it is called: `check` -> `the command "check"`
 */
export function unknownPipeline(
  name: string,
  known: readonly string[],
  others: Readonly<Record<string, string>> = {},
): ScanError {
  const nearest = findNearest(name, [...known, ...Object.keys(others)]);
  const called = nearest !== undefined && Object.hasOwn(others, nearest) ? others[nearest] : `"${nearest}"`;
  const mean = nearest === undefined ? "" : `; did you mean ${called}?`;
  return coreError("USAGE", {
    reason: `There is no pipeline "${name}" in the config (it has ${known.join(", ")})${mean}`,
  });
}
