import { isRecord } from "../services/values.ts";
import type { CallKey, Shape } from "./check_shape.ts";
import type { Place } from "./place.ts";
import type { Problems } from "./problems.ts";
import { MAX_JOBS } from "./scan_config.ts";

const SOUND_SHAPE: Shape = { note() {}, noteRest() {} };

/** Checks the shape of a whole config. */
export async function checkConfig(config: unknown, problems: Problems): Promise<Shape> {
  return isPlainlySound(config) ? SOUND_SHAPE : (await import("./check_shape.ts")).checkConfig(config, problems);
}

/** Checks the shape of the pipeline that a function of a config has returned. */
export async function checkPipeline(pipeline: unknown, name: string, problems: Problems): Promise<Shape> {
  if (isPlainlySound(pipeline, PIPELINE_KEYS)) return SOUND_SHAPE;
  return (await import("./check_shape.ts")).checkPipeline(pipeline, name, problems);
}

/** Checks a value that a call overrides a key of a config with, or adds to it. */
export async function checkKey(
  key: CallKey,
  value: unknown,
  how: { readonly at: Place; readonly problems: Problems },
): Promise<void> {
  if (!isPlainValue(key, value)) (await import("./check_shape.ts")).checkKey(key, value, how);
}

const PLAIN_VALUES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ["sources", (value: unknown) => Array.isArray(value) && value.some(isRecord)],
  ["processors", Array.isArray],
  ["sinks", Array.isArray],
  ["defaultSinks", Array.isArray],
  ["observers", Array.isArray],
  ["jobs", (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_JOBS],
  ["journal", (value: unknown) => typeof value === "boolean"],
]);
const PIPELINE_KEYS: ReadonlySet<string> = new Set(["sources", "processors", "sinks", "defaultSinks", "jobs"]);

/**
 * Whether the schema of configs would find nothing wrong, as far as that can be said without it: the schema needs zod,
 * which a program of plugins without it would load for nothing else. It says yes to few configs, and only to sound ones;
 * a test holds it to that. What it does not know, the schema decides.
 */
export function isPlainlySound(config: unknown, known: { has(key: string): boolean } = PLAIN_VALUES): boolean {
  if (!isRecord(config) || config.sources === undefined) return false;
  // As the schema does, also those that it inherits.
  for (const key in config) if (!known.has(key) || !isPlainValue(key, config[key])) return false;
  return true;
}

function isPlainValue(key: string, value: unknown): boolean {
  return value === undefined || PLAIN_VALUES.get(key)?.(value) === true;
}
