import { resolve } from "node:path";
import { coreError, toReason } from "../errors/mod.ts";
import type { SinkPlugin } from "../plugin/define.ts";
import { providedByAll } from "../plugin/order.ts";
import { type BindParts, bindPlugins, type PluginOptions } from "./bind.ts";
import { EMPTY_CATALOG, type PluginCatalog } from "./catalog.ts";
import { checkFailOn, checkJobs, checkJournal, checkKeys, checkOrder, checkOutputDir } from "./checks.ts";
import { createProblems, describe, isRecord, type Problems } from "./problems.ts";
import type { BoundPlugin, ResolvedConfig, ResolvedPipeline } from "./resolved.ts";
import type { ScanConfig } from "./scan_config.ts";
import { unknownPipeline } from "./unknown_pipeline.ts";

/** How a config is made ready to run. */
export interface ResolveOptions {
  /** The folder that relative paths in the config start from. @default {process.cwd()} */
  readonly cwd?: string;
  /** The folder for reports; overrides the config's. */
  readonly outputDir?: string;
  /** The names of the pipelines to run. @default All of them */
  readonly pipelines?: readonly string[];
  /** What the config is called in messages. @default {"object"} */
  readonly path?: string;
  /** Plugins that the config may name, besides files and packages. */
  readonly catalog?: PluginCatalog;
  /**
   * Sinks that each pipeline gets besides its own, by name, file or package; files and packages are looked for from the
   * current folder.
   */
  readonly sinks?: readonly string[];
  /** Numbers of jobs by pipeline; override the config's. */
  readonly jobs?: Readonly<Record<string, number>>;
  /** Options by plugin name; override the config's. */
  readonly pluginOptions?: PluginOptions;
  /** What the overriding options are called in messages: `trivy.timeout` -> `--trivy-timeout`. */
  readonly flagOf?: Readonly<Record<string, string>>;
  /** What a name that no pipeline has may have been meant for: `check` -> `the command "check"`. */
  readonly mistakable?: Readonly<Record<string, string>>;
}

const PIPELINE_KEYS = ["sources", "processors", "jobs", "sinks"] as const;
const CONFIG_KEYS = ["pipelines", ...PIPELINE_KEYS, "outputDir", "failOn", "journal"] as const;

/** What added sinks are called in messages: the flag that does it. */
const ADDED = "--sink";

interface Part extends BindParts {
  readonly at: string;
}

/**
 * Checks a whole config and completes it with defaults.
 *
 * @throws {ScanError} CONFIG_INVALID with every problem there is
 * @throws {ScanError} USAGE when a named pipeline does not exist
 */
export async function resolveConfig(config: ScanConfig, options: ResolveOptions = {}): Promise<ResolvedConfig> {
  const { cwd = process.cwd(), path = "object", catalog = EMPTY_CATALOG, pluginOptions = {}, flagOf = {} } = options;
  const problems = createProblems();
  const part: Part = { at: "", cwd, catalog, pluginOptions, flagOf, bound: new Map(), problems };
  if (!isRecord(config)) {
    problems.add("", `expected an object, not ${describe(config)}`);
    throw coreError("CONFIG_INVALID", { path, count: 1 }, { problems: problems.found });
  }
  const { $schema: _, ...own } = config;
  checkKeys(own, CONFIG_KEYS, { at: "", problems });
  const sinks = await bindPlugins(config.sinks, { ...part, kind: "sink", at: "sinks" });
  checkOrder(sinks, { at: "sinks", given: [], problems });
  const added = await bindPlugins(options.sinks, { ...part, cwd: process.cwd(), kind: "sink", at: ADDED });
  const pipelines: ResolvedPipeline[] = [];
  const entries = listPipelines(config, problems);
  for (const [name, entry] of entries) {
    const at = config.pipelines === undefined ? "" : `pipelines.${name}`;
    if (typeof entry === "function" && !isWanted(name, options.pipelines)) continue;
    const jobs = ownValue(options.jobs, name);
    pipelines.push(await resolvePipeline(entry, { ...part, at, name, sinks, added, jobs }));
  }
  const failOn = checkFailOn(config.failOn, problems);
  const journal = checkJournal(config.journal, problems);
  checkOutputDir(config.outputDir, problems);
  const count = problems.found.length;
  if (count > 0) throw coreError("CONFIG_INVALID", { path, count }, { problems: problems.found });
  const outputDir =
    options.outputDir ?? (typeof config.outputDir === "string" ? resolve(cwd, config.outputDir) : process.cwd());
  const names = entries.map(([name]) => name);
  const chosen = choose(pipelines, { wanted: options.pipelines, names, mistakable: options.mistakable });
  return {
    pipelines: chosen,
    cwd,
    outputDir: resolve(outputDir),
    ...(failOn && { failOn }),
    ...(journal !== undefined && { journal }),
  };
}

function listPipelines(config: ScanConfig, problems: Problems): readonly (readonly [string, unknown])[] {
  if (config.pipelines === undefined) {
    if (config.sources === undefined) problems.add("", 'expected "pipelines", or "sources" of a single pipeline');
    const { sources = [], processors, jobs } = config;
    return [["default", { sources, processors, jobs }]];
  }
  for (const key of ["sources", "processors", "jobs"] as const) {
    if (config[key] !== undefined) problems.add(key, 'belongs into a pipeline when there are "pipelines"');
  }
  if (!isRecord(config.pipelines)) {
    problems.add("pipelines", `expected an object of pipelines by name, not ${describe(config.pipelines)}`);
    return [];
  }
  const entries = Object.entries(config.pipelines).filter(([, pipeline]) => pipeline);
  if (entries.length === 0) problems.add("pipelines", "expected at least one pipeline");
  return entries;
}

interface PipelinePart extends Part {
  readonly name: string;
  readonly sinks: readonly BoundPlugin<SinkPlugin>[];
  readonly added: readonly BoundPlugin<SinkPlugin>[];
  readonly jobs: number | undefined;
}

async function resolvePipeline(entry: unknown, part: PipelinePart): Promise<ResolvedPipeline> {
  const { name, at, problems } = part;
  const nothing: ResolvedPipeline = { name, jobs: 1, sources: [], processors: [], sinks: [] };
  let pipeline = entry;
  try {
    if (typeof entry === "function") pipeline = await entry();
  } catch (error) {
    problems.add(at, `its function threw: ${toReason(error)}`);
    return nothing;
  }
  if (!isRecord(pipeline)) {
    problems.add(at, `expected a pipeline { sources, processors, jobs }, not ${describe(pipeline)}`);
    return nothing;
  }
  const under = (key: string) => (at === "" ? key : `${at}.${key}`);
  checkKeys(pipeline, PIPELINE_KEYS, { at, problems });
  const before = problems.found.length;
  const sources = await bindPlugins(pipeline.sources, { ...part, kind: "source", at: under("sources") });
  if (sources.length === 0 && problems.found.length === before) {
    problems.add(under("sources"), "expected at least one source");
  }
  const processors = await bindPlugins(pipeline.processors, { ...part, kind: "processor", at: under("processors") });
  const own = await bindPlugins(pipeline.sinks, { ...part, kind: "sink", at: under("sinks") });
  const given = providedByAll(sources.map(({ plugin }) => plugin));
  checkOrder(processors, { at: under("processors"), given, problems });
  checkOrder(own, { at: under("sinks"), given: [], problems });
  const jobs = checkJobs(part.jobs ?? pipeline.jobs, under("jobs"), problems);
  const sinks = pipeline.sinks === undefined ? part.sinks : own;
  checkOrder(part.added, {
    at: ADDED,
    given: sinks.flatMap(({ plugin }) => plugin.definition.provides ?? []),
    problems,
  });
  return { name, jobs, sources, processors, sinks: [...new Set([...sinks, ...part.added])] };
}

function isWanted(name: string, wanted: readonly string[] = []): boolean {
  return wanted.length === 0 || wanted.includes(name);
}

interface ChooseOptions {
  readonly wanted: readonly string[] | undefined;
  /** Of all pipelines that the config has. */
  readonly names: readonly string[];
  readonly mistakable: ResolveOptions["mistakable"];
}

function choose(pipelines: readonly ResolvedPipeline[], { wanted = [], names, mistakable }: ChooseOptions) {
  if (wanted.length === 0) return pipelines;
  return [...new Set(wanted)].map((name) => {
    const found = pipelines.find((pipeline) => pipeline.name === name);
    if (found) return found;
    throw unknownPipeline(name, names, mistakable);
  });
}

function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
