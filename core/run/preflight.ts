import { resolve } from "node:path";
import type { BoundPlugin, ResolvedConfig } from "../config/resolved.ts";
import { coreError, isScanError, type ScanError } from "../errors/mod.ts";
import type { PluginContext } from "../plugin/context.ts";
import type { Driver } from "../plugin/driver.ts";
import { type FileClaim, findFileConflicts } from "./file_claims.ts";

/** How preflights are run. */
export interface PreflightOptions {
  readonly driver: Driver;
  readonly contextOf: (plugin: string) => PluginContext;
  /** The absolute path of the config, where there is one: nobody may write over it. */
  readonly configFile?: string | undefined;
  /** Whether somebody waits for the answer: more is looked at. @default {false} */
  readonly isThorough?: boolean;
  /** Whether each target is asked for as well. @default {false} */
  readonly asksForTargets?: boolean;
}

/** What the preflights of some plugins came to, in the order of the plugins. */
export interface PreflightReport {
  readonly facts: readonly PreflightFact[];
  /** What will cost targets, though a run can start. */
  readonly foreseen: readonly ScanError[];
  /** What keeps a run from starting. */
  readonly problems: readonly ScanError[];
}

/** Something that is there. */
export interface PreflightFact {
  readonly plugin: string;
  readonly fact: string;
}

/** The plugins of a config that run on this machine, those that several pipelines share only once. */
export function listPlugins({ pipelines, observers, engine }: ResolvedConfig): readonly BoundPlugin[] {
  const runsElsewhere = engine?.plugin.definition.runsElsewhere === true;
  const ofPipelines = pipelines.flatMap(({ sources, processors, sinks }) => [
    ...sources,
    ...(runsElsewhere ? [] : processors),
    ...sinks,
  ]);
  return [...new Set([...ofPipelines, ...observers, ...(engine ? [engine] : [])])];
}

/** Runs the preflight of all plugins at once and gathers what there is and what is missing. */
export async function runPreflight(
  plugins: readonly BoundPlugin[],
  options: PreflightOptions,
): Promise<PreflightReport> {
  warnOfFormerNames(plugins, options);
  const reports = await Promise.all(plugins.map((plugin) => checkOne(plugin, options)));
  const { configFile } = options;
  const config: readonly FileClaim[] = configFile === undefined ? [] : [{ path: configFile, use: "reads" }];
  const conflicts = await findFileConflicts([...config, ...reports.flatMap(({ claims }) => claims)]);
  return {
    facts: unique(
      reports.flatMap((report) => report.facts),
      ({ plugin, fact }) => `${plugin} ${fact}`,
    ),
    foreseen: unique(
      reports.flatMap((report) => report.foreseen),
      (error) => error.message,
    ),
    // Two pipelines miss the same binary: that is one problem.
    problems: unique([...reports.flatMap((report) => report.problems), ...conflicts], (error) => error.message),
  };
}

/** Warns of each former name that the config uses, however many pipelines use it. */
function warnOfFormerNames(plugins: readonly BoundPlugin[], { contextOf }: PreflightOptions): void {
  const current = new Map(plugins.map(({ plugin }) => [plugin.definition.formerName, plugin]));
  for (const [formerName, { kind, definition }] of current) {
    if (formerName === undefined) continue;
    const { name } = definition;
    contextOf(name).log.warn(`The ${kind} "${formerName}" is called "${name}" now: write ${name} in the config`);
  }
}

/**
 * Throws what keeps a run from starting, if there is something.
 *
 * @throws {ScanError} PREFLIGHT_FAILED with all problems, or the one problem there is
 */
export function throwProblems(report: Pick<PreflightReport, "problems">): void {
  const error = joinProblems(report);
  if (error !== undefined) throw error;
}

/** The one error of what keeps a run from starting: PREFLIGHT_FAILED with all problems, or the one problem there is. */
export function joinProblems({ problems }: Pick<PreflightReport, "problems">): ScanError | undefined {
  const [first] = problems;
  return problems.length > 1 ? coreError("PREFLIGHT_FAILED", { count: problems.length }, { problems }) : first;
}

interface OneReport extends PreflightReport {
  readonly claims: readonly FileClaim[];
}

async function checkOne(
  { plugin, options }: BoundPlugin,
  { driver, contextOf, isThorough = false, asksForTargets = false }: PreflightOptions,
): Promise<OneReport> {
  const { name, preflight } = plugin.definition;
  const facts: PreflightFact[] = [];
  const foreseen: ScanError[] = [];
  const claims: FileClaim[] = [];
  const own = contextOf(name);
  const ctx = {
    ...own,
    isThorough,
    asksForTargets,
    note: (fact: string) => void facts.push({ plugin: name, fact }),
    foresee: (error: ScanError) => void foreseen.push(error),
    claim: (path: string, use: FileClaim["use"]) => {
      claims.push({ plugin: name, path: resolve(own.cwd, path), use });
    },
  };
  try {
    await driver.call(name, "preflight", () => preflight?.call(plugin.definition, options, ctx));
    return { facts, foreseen, claims, problems: [] };
  } catch (error) {
    if (!isScanError(error)) throw error;
    return { facts, foreseen, claims, problems: error.problems ?? [error] };
  }
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
