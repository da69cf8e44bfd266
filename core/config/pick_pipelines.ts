import { coreError, type ScanError } from "../errors/mod.ts";
import { findNearest } from "./nearest.ts";
import type { ResolvedConfig, ResolvedPipeline } from "./resolved.ts";

/** A config with some of its pipelines alone, in the order in which they are named. */
export function pickPipelines(config: ResolvedConfig, names: readonly string[]): ResolvedConfig {
  const options = { wanted: names, names: config.pipelines.map(({ name }) => name), mistakable: undefined };
  return { ...config, pipelines: choosePipelines(config.pipelines, options) };
}

interface ChooseOptions {
  readonly wanted: readonly string[] | undefined;
  /** Of all pipelines that the config has. */
  readonly names: readonly string[];
  readonly mistakable: Readonly<Record<string, string>> | undefined;
}

/**
 * The pipelines that are wanted, in the order in which they are named; all where none is named.
 *
 * @throws {ScanError} USAGE when there is none of that name
 */
export function choosePipelines(
  pipelines: readonly ResolvedPipeline[],
  { wanted = [], names, mistakable }: ChooseOptions,
) {
  if (wanted.length === 0) return pipelines;
  return [...new Set(wanted)].map((name) => {
    const found = pipelines.find((pipeline) => pipeline.name === name);
    if (found) return found;
    throw unknownPipeline(name, names, mistakable);
  });
}

/**
 * The error of a pipeline that a config does not have.
 *
 * @param others What could have been meant besides a pipeline, with what it is called: `check` -> `the command "check"`
 */
function unknownPipeline(
  name: string,
  known: readonly string[],
  others: Readonly<Record<string, string>> = {},
): ScanError {
  const nearest = findNearest(name, [...known, ...Object.keys(others)]);
  const called = nearest !== undefined && Object.hasOwn(others, nearest) ? others[nearest] : `"${nearest}"`;
  // Where images can be named, this would be one.
  const image = /[:/@]/.test(name)
    ? "; this takes names of pipelines, no images"
    : `; an image has a tag: "${name}:latest"`;
  const mean = nearest === undefined ? image : `; did you mean ${called}?`;
  return coreError("USAGE", {
    reason: `There is no pipeline "${name}" in the config (it has ${known.join(", ")})${mean}`,
  });
}
