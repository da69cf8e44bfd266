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

/** How an identity is made. */
export interface IdentityOptions {
  /** The config's file, or what it is called. */
  readonly path: string;
  /** Asks a plugin for what decides about its results besides its options. */
  readonly fingerprint: (plugin: BoundPlugin) => Promise<string | undefined>;
}

/** Makes the identity of a run. */
export async function toIdentity(config: ResolvedConfig, { path, fingerprint }: IdentityOptions): Promise<Identity> {
  const { pipelines, outputDir, cwd } = config;
  const parts: (readonly [string, string])[] = [];
  for (const { name, sources, processors } of pipelines) {
    for (const [kind, plugins] of Object.entries({ source: sources, processor: processors })) {
      for (const [index, bound] of plugins.entries()) {
        const part = `the ${kind} ${index + 1} (${bound.plugin.definition.name}) of the pipeline "${name}"`;
        parts.push([part, toSum(bound.options, await fingerprint(bound))]);
      }
    }
  }
  return {
    format: 1,
    config: relative(outputDir, join(cwd, basename(path))),
    pipelines: pipelines.map(({ name }) => name),
    parts: Object.fromEntries(parts),
  };
}

function toSum(options: unknown, fingerprint: string | undefined): string {
  const text = fingerprint === undefined ? stableJson(options) : stableJson([options, fingerprint]);
  return hash("sha256", text, "hex").slice(0, 32);
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
