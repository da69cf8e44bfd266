import type { PipelineConfig } from "./scan_config.ts";

const UNKNOWN = Symbol.for("hullscan.preset.unknown");

/** Keys that a preset was given and does not know, and those that it does. */
export interface UnknownKeys {
  readonly keys: readonly string[];
  readonly known: readonly string[];
}

/** Takes the known keys of what a preset was given. */
export function pickKnown<T extends object>(given: T, known: readonly string[]): T {
  return Object.fromEntries(Object.entries(given).filter(([key]) => known.includes(key))) as T;
}

/** Marks the pipeline of a preset with the keys that the preset does not know: the check of the config names them all. */
export function markUnknown<P extends PipelineConfig>(pipeline: P, given: object, known: readonly string[]): P {
  const keys = Object.keys(given).filter((key) => !known.includes(key));
  if (keys.length > 0) Object.defineProperty(pipeline, UNKNOWN, { value: { keys, known } satisfies UnknownKeys });
  return pipeline;
}

/** The keys that the preset of a pipeline does not know. */
export function findUnknown(pipeline: object): UnknownKeys | undefined {
  return Reflect.get(pipeline, UNKNOWN) as UnknownKeys | undefined;
}
