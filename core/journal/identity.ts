import { hash } from "node:crypto";
import { basename, join, relative } from "node:path";
import type { BoundPlugin, ResolvedConfig } from "../config/resolved.ts";
import { stableJson } from "./stable_json.ts";

/** Which run a journal is of, as its first line tells. */
export interface Identity {
  /** How the lines are written; changes when they do. */
  readonly format: 1;
  /** The config file, from the folder of reports. */
  readonly config: string;
  /** The names of the pipelines, in order. */
  readonly pipelines: readonly string[];
  /** What decides what is scanned and how: checksums of the options of sources and processors, by what they belong to. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Makes the identity of a run; `path` is the config's file, or what it is called. */
export function toIdentity({ pipelines, outputDir, cwd }: ResolvedConfig, path: string): Identity {
  const parts = pipelines.flatMap(({ name, sources, processors }) => [
    ...listParts(sources, (plugin, number) => `the source ${number} (${plugin}) of the pipeline "${name}"`),
    ...listParts(processors, (plugin, number) => `the processor ${number} (${plugin}) of the pipeline "${name}"`),
  ]);
  return {
    format: 1,
    config: relative(outputDir, join(cwd, basename(path))),
    pipelines: pipelines.map(({ name }) => name),
    parts: Object.fromEntries(parts),
  };
}

function listParts(plugins: readonly BoundPlugin[], describe: (plugin: string, number: number) => string) {
  return plugins.map(({ plugin, options }, index) => {
    const sum = hash("sha256", stableJson(options), "hex").slice(0, 32);
    return [describe(plugin.definition.name, index + 1), sum] as const;
  });
}

/** Whether two runs are the same to the user: these pipelines of this config. */
export function isSameRun(a: Identity, b: Identity): boolean {
  return a.config === b.config && stableJson(a.pipelines) === stableJson(b.pipelines);
}

/** What has changed between two runs, in words; undefined where one can go on with the outcomes of the other. */
export function findChange(before: Identity, now: Identity): string | undefined {
  if (before.format !== now.format) return "the journal's own format";
  const names = [...new Set([...Object.keys(before.parts), ...Object.keys(now.parts)])];
  return names.find((name) => before.parts[name] !== now.parts[name]);
}
