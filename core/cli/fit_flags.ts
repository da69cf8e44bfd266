import type { ResolvedPipeline } from "../config/resolved.ts";
import { coreError, type ScanError } from "../errors/mod.ts";

/** The name of the only pipeline of a config without names. */
export const ONLY = "default";

/** Numbers of jobs as they are given on the command line, and what there is for them. */
export interface FitJobsOptions {
  /** By pipeline, from `--jobs-<pipeline>`. */
  readonly jobs: Readonly<Record<string, number>>;
  /** For every pipeline, from `--jobs`. */
  readonly allJobs: number | undefined;
  /** All pipelines of the config. */
  readonly names: readonly string[];
  /** Other names of pipelines: `remote` -> `default`. */
  readonly aliases: Readonly<Record<string, string>>;
}

/**
 * Finds the number of jobs of each pipeline; a pipeline's own flag comes before `--jobs`.
 *
 * @throws {ScanError} USAGE for a flag of a pipeline that the config does not have
 */
export function fitJobs({ jobs, allJobs, names, aliases }: FitJobsOptions): Readonly<Record<string, number>> {
  const fitted: Record<string, number> = {};
  if (allJobs !== undefined) for (const name of names) fitted[name] = allJobs;
  for (const [given, number] of Object.entries(jobs)) {
    const name = Object.hasOwn(aliases, given) ? aliases[given] : given;
    if (name === undefined || !names.includes(name)) {
      const has = `the config has no pipeline "${given}" (it has ${names.join(", ")})`;
      throw coreError("USAGE", {
        reason: `--jobs-${given} has no effect: ${has}; use --jobs ${number}, which is for every pipeline`,
      });
    }
    fitted[name] = number;
  }
  return fitted;
}

/** A flag that was given, and the plugins whose options it sets. */
export interface HeardFlag {
  /** `--trivy-timeout` */
  readonly name: string;
  readonly plugins: readonly string[];
}

/**
 * Checks that each flag sets an option of a plugin that is there: one that no plugin hears would let the user believe in
 * something that does not happen.
 *
 * @throws {ScanError} USAGE
 */
export function checkHeard(flags: readonly HeardFlag[], pipelines: readonly ResolvedPipeline[]): void {
  const bound = pipelines.flatMap(({ sources, processors, sinks }) => [...sources, ...processors, ...sinks]);
  const present = bound.map(({ plugin }) => plugin.definition.name);
  for (const { name, plugins } of flags) {
    if (plugins.length > 0 && !plugins.some((plugin) => present.includes(plugin)))
      throw unheard(name, plugins, pipelines);
  }
}

function unheard(flag: string, plugins: readonly string[], pipelines: readonly ResolvedPipeline[]): ScanError {
  const names = pipelines.map(({ name }) => `"${name}"`);
  const which = names.length === 1 ? `the pipeline ${names[0]}` : `none of the pipelines ${names.join(" and ")}`;
  const what = `${which} of the config has ${names.length === 1 ? "no" : "a"} ${plugins.join(" or ")}`;
  return coreError("USAGE", { reason: `${flag} has no effect: ${what}` });
}

/** `--days <n>` -> `--days` */
export function flagName(flag: string): string {
  return flag.split(" ", 1)[0] ?? flag;
}
