import { describe, isRecord } from "../services/values.ts";
import type { PipelineConfig } from "./scan_config.ts";

const UNKNOWN = Symbol.for("hullscan.preset.unknown");

/** Keys that a preset was given and does not know, and those that it does. */
export interface UnknownKeys {
  readonly keys: readonly string[];
  readonly known: readonly string[];
  /** What is wrong with what stands in place of an object of options. */
  readonly problem?: string;
}

/** What a preset was given; nothing where that is no object of options: {@linkcode markUnknown} tells it. */
export function toPresetOptions<T extends object>(given: T): T {
  return isRecord(given) ? given : ({} as T);
}

/** Takes the known keys of what a preset was given. */
export function pickKnown<T extends object>(given: T, known: readonly string[]): T {
  return Object.fromEntries(Object.entries(given).filter(([key]) => known.includes(key))) as T;
}

/** Marks the pipeline of a preset with the keys that the preset does not know: the check of the config names them all. */
export function markUnknown<P extends PipelineConfig>(pipeline: P, given: unknown, known: readonly string[]): P {
  const keys = isRecord(given) ? Object.keys(given).filter((key) => !known.includes(key)) : [];
  const problem = isRecord(given) ? undefined : `expected an object of options, not ${describe(given)}`;
  if (keys.length > 0 || problem !== undefined) {
    const value: UnknownKeys = { keys, known, ...(problem !== undefined && { problem }) };
    Object.defineProperty(pipeline, UNKNOWN, { value });
  }
  return pipeline;
}

/** The keys that the preset of a pipeline does not know. */
export function findUnknown(pipeline: object): UnknownKeys | undefined {
  return Reflect.get(pipeline, UNKNOWN) as UnknownKeys | undefined;
}
