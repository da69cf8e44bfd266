import type { z } from "zod";
import { acceptFileSchema } from "./accept_schema.ts";
import { configSchema, listConfigKeys, pipelineSchema } from "./config_schema.ts";
import { calling, type Place, WHOLE } from "./place.ts";
import type { Problems } from "./problems.ts";

/** What has the wrong shape in a config. Each place is noted in its turn, so that all that is wrong there stands together. */
export interface Shape {
  /** Notes what is wrong at a place itself: `pipelines.remote.jobs`; empty for the config. */
  note(at: string): void;
  /** Notes what has not been noted. */
  noteRest(): void;
}

/** A key of a config that a call overrides, or adds to. */
export type CallKey = "jobs" | "sinks" | "observers";

type Issue = z.core.$ZodIssue;

/** Zod would compile what it is going to parse by: that pays off for many values, and there is one. */
const PARSE_ONCE = { jitless: true };

/** As `checkConfig()` of shape.ts, by the schema. */
export function checkConfig(config: unknown, problems: Problems): Shape {
  return checkShape(configSchema, config, { path: [], problems });
}

/** The same for `checkPipeline()`. */
export function checkPipeline(pipeline: unknown, name: string, problems: Problems): Shape {
  return checkShape(pipelineSchema, pipeline, { path: ["pipelines", name], problems });
}

/** Checks the shape of a file of rules. */
export function checkAcceptFile(file: unknown, problems: Problems): void {
  const keysAt = (path: readonly string[]) =>
    path.length === 0 ? Object.keys(acceptFileSchema.shape) : listConfigKeys(path);
  checkShape(acceptFileSchema, file, { path: [], problems, keysAt }).noteRest();
}

/** The same for `checkKey()`. */
export function checkKey(
  key: CallKey,
  value: unknown,
  { at, problems }: { readonly at: Place; readonly problems: Problems },
): void {
  const schema: z.ZodType = configSchema.shape[key];
  const { error } = schema.safeParse(value);
  for (const { message } of error?.issues ?? []) problems.add(at, message);
}

interface ShapeOptions {
  /** Where it stands in the config. */
  readonly path: readonly string[];
  readonly problems: Problems;
  /** The keys that may stand at a path. @default {listConfigKeys} */
  readonly keysAt?: typeof listConfigKeys;
}

function checkShape(schema: z.ZodType, value: unknown, { path, ...noting }: ShapeOptions): Shape {
  const { error } = schema.safeParse(value, PARSE_ONCE);
  let left = unite(error?.issues ?? [], path);
  const take = (taken: (issue: Issue) => boolean) => {
    for (const issue of left.filter(taken)) add(issue, noting);
    left = left.filter((issue) => !taken(issue));
  };
  return { note: (at) => take((issue) => formatPath(issue) === at), noteRest: () => take(() => true) };
}

/** Puts what is wrong with one choice of a union in place of the union: the choice that the value was meant to be. */
function unite(issues: readonly Issue[], before: readonly PropertyKey[]): readonly Issue[] {
  return issues.flatMap((issue) => {
    const path = [...before, ...issue.path];
    const choices = issue.code === "invalid_union" ? issue.errors : [];
    const meant = choices.find((choice) => !choice.some((one) => one.code === "invalid_type" && one.path.length === 0));
    return meant === undefined ? [{ ...issue, path }] : unite(meant, path);
  });
}

function add(issue: Issue, { problems, keysAt = listConfigKeys }: Omit<ShapeOptions, "path">): void {
  const at = calling(WHOLE, formatPath(issue), issue.path.map(String));
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(issue.path.map(String));
    for (const key of issue.keys) problems.addUnknownKey(at, key, known);
    return;
  }
  const nearest = issue.code === "custom" ? issue.params?.nearest : undefined;
  problems.add(at, issue.message, { nearest: typeof nearest === "string" ? nearest : undefined });
}

/** `pipelines.remote.jobs`, `failOn[1].severity`. */
function formatPath({ path: [first = "", ...steps] }: Issue): string {
  return steps.reduce<string>(
    (text, step) => text + (typeof step === "number" ? `[${step}]` : `.${String(step)}`),
    String(first),
  );
}
