import { hash } from "node:crypto";
import { basename, join, relative } from "node:path";
import type { BoundPlugin, ResolvedConfig } from "../config/resolved.ts";
import { isRecord } from "../services/values.ts";
import { stableJson } from "./stable_json.ts";

/** How outcomes and targets are written. Raise it with every change of the model that a line holds. */
const JOURNAL_FORMAT = 5;

/** Which run a journal is of, as its first line says. */
export interface Identity {
  /** How the lines are written; changes when they do. */
  readonly format: typeof JOURNAL_FORMAT;
  /** The config file, from the folder of reports. */
  readonly config: string;
  /** The names of the pipelines, in order. */
  readonly pipelines: readonly string[];
  /** What decides what is scanned and how: checksums of the options of sources and processors, by what they belong to. */
  readonly parts: Readonly<Record<string, string>>;
  /** Checksums of single options, by part and `plugin.option`; journals of earlier releases have none. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The flags of the call that have set options, by `plugin.option`. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** How an identity is made. */
export interface IdentityOptions {
  /** The config's file, or what it is called. */
  readonly path: string;
  /** Asks a plugin for what decides about its results besides its options. */
  readonly fingerprint: (plugin: BoundPlugin) => Promise<string | undefined>;
  /** The flags of the call that have set options, by `plugin.option`. */
  readonly flags: Readonly<Record<string, string>>;
  /** What stands for files that last only as long as the call, by their paths in options. */
  readonly temporaryFiles?: Readonly<Record<string, string>>;
}

/** Makes the identity of a run. */
export async function buildIdentity(
  config: ResolvedConfig,
  { path, fingerprint, flags, temporaryFiles = {} }: IdentityOptions,
): Promise<Identity> {
  const { pipelines, outputDir, cwd } = config;
  const parts: (readonly [string, string])[] = [];
  const single: (readonly [string, Readonly<Record<string, string>>])[] = [];
  for (const { name, sources, processors } of pipelines) {
    for (const [kind, plugins] of Object.entries({ source: sources, processor: processors })) {
      for (const [index, bound] of plugins.entries()) {
        const part = `the ${kind} ${index + 1} (${bound.plugin.definition.name}) of the pipeline "${name}"`;
        const options = withoutPaths(bound.options, temporaryFiles);
        parts.push([part, hashOptions(options, await fingerprint(bound))]);
        single.push([part, hashEachOption({ ...bound, options })]);
      }
    }
  }
  return {
    format: JOURNAL_FORMAT,
    config: relative(outputDir, join(cwd, basename(path))),
    pipelines: pipelines.map(({ name }) => name),
    parts: Object.fromEntries(parts),
    options: Object.fromEntries(single),
    flags,
  };
}

/** Options with what stands for files in place of their paths. */
function withoutPaths(options: unknown, temporaryFiles: Readonly<Record<string, string>>): unknown {
  if (!isRecord(options)) return options;
  const entries = Object.entries(options).map(([key, value]) => {
    const isTemporary = typeof value === "string" && Object.hasOwn(temporaryFiles, value);
    return [key, isTemporary ? temporaryFiles[value] : value];
  });
  return Object.fromEntries(entries);
}

function hashOptions(options: unknown, fingerprint: string | undefined): string {
  const text = fingerprint === undefined ? stableJson(options) : stableJson([options, fingerprint]);
  return hash("sha256", text, "hex").slice(0, 32);
}

function hashEachOption({ plugin, options }: BoundPlugin): Readonly<Record<string, string>> {
  const entries = isRecord(options) ? Object.entries(options) : [];
  return Object.fromEntries(
    entries.map(([option, value]) => [`${plugin.definition.name}.${option}`, hashOptions(value, undefined)]),
  );
}

/** Whether two runs are the same to the user: these pipelines of this config. */
export function isSameRun(a: Identity, b: Identity): boolean {
  return a.config === b.config && stableJson(a.pipelines) === stableJson(b.pipelines);
}

/** What has changed between two runs, in words; undefined where one can go on with the outcomes of the other. */
export function findChange(before: Identity, now: Identity): string | undefined {
  if (before.format !== now.format)
    return "its journal was written by another release of hullscan, and this one cannot read it";
  const names = [...new Set([...Object.keys(before.parts), ...Object.keys(now.parts)])];
  const part = names.find((name) => before.parts[name] !== now.parts[name]);
  return part === undefined ? undefined : describeChange(part, before, now);
}

function describeChange(part: string, before: Identity, now: Identity): string {
  const was = before.options?.[part] ?? {};
  const is = now.options?.[part] ?? {};
  const isKnown = before.options?.[part] !== undefined && now.options?.[part] !== undefined;
  const keys = isKnown ? [...new Set([...Object.keys(was), ...Object.keys(is)])] : [];
  const key = keys.find((name) => was[name] !== is[name]);
  if (key === undefined) return `${part} has changed since`;
  const had = before.flags?.[key];
  const has = now.flags?.[key];
  if (had !== undefined && has === undefined) return `it was called with ${had}, and this call leaves that out`;
  if (had === undefined && has !== undefined) return `it was called without ${has}, and this call has it`;
  if (has !== undefined) return `${has} has another value than it had`;
  return `the option "${key.slice(key.indexOf(".") + 1)}" of ${part} has changed since`;
}
