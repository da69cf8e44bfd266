import { basename, join, resolve } from "node:path";
import { coreError, isScanError, type ScanError, toReason } from "../errors/mod.ts";
import type { EnginePlugin, ObserverPlugin } from "../plugin/define.ts";
import { isRecord } from "../services/values.ts";
import { EMPTY_CATALOG, type PluginCatalog } from "./catalog.ts";
import { checkCaveatCodes, checkOrder } from "./checks.ts";
import { readFailOn } from "./fail_on.ts";
import { createProblems } from "./problems.ts";
import { ADDED, resolvePipeline } from "./resolve_pipeline.ts";
import { type PluginOptions, type ResolveParts, resolvePlugin, resolvePlugins } from "./resolve_plugins.ts";
import type { ResolvedConfig, ResolvedPipeline } from "./resolved.ts";
import type { PluginList, ScanConfig } from "./scan_config.ts";
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
  /** Watch the run besides those of the config. */
  readonly observers?: PluginList<ObserverPlugin>;
  /** Overrides the config's. */
  readonly engine?: EnginePlugin;
  /** Numbers of jobs by pipeline; override the config's. */
  readonly jobs?: Readonly<Record<string, number>>;
  /** Options by plugin name; override the config's. */
  readonly pluginOptions?: PluginOptions;
  /** Whether a pipeline without a scanner is a mistake, unless it says `scanless: true`; the command line wants that. @default {false} */
  readonly needsScanner?: boolean;
  /** What the overriding options are called in messages: `trivy.timeout` -> `--trivy-timeout`. */
  readonly flagOf?: Readonly<Record<string, string>>;
  /** What a name that no pipeline has may have been meant for: `check` -> `the command "check"`. */
  readonly mistakable?: Readonly<Record<string, string>>;
}

/** What the observers that a call adds are called in messages. */
const WATCHING = "observers of the call";

/**
 * Checks a whole config and completes it with defaults.
 *
 * @throws {ScanError} CONFIG_INVALID with every problem there is
 * @throws {ScanError} CONFIG_LOAD when reading the config throws
 * @throws {ScanError} USAGE when a named pipeline does not exist
 */
export async function resolveConfig(config: ScanConfig, options: ResolveOptions = {}): Promise<ResolvedConfig> {
  try {
    return await resolveWhole(config, options);
  } catch (cause) {
    if (isScanError(cause)) throw cause;
    // A getter, or a proxy.
    const reason = `reading it threw: ${toReason(cause)}`;
    throw coreError("CONFIG_LOAD", { path: options.path ?? "object", reason }, { cause });
  }
}

async function resolveWhole(config: ScanConfig, options: ResolveOptions): Promise<ResolvedConfig> {
  const { cwd = process.cwd(), path = "object", catalog = EMPTY_CATALOG, pluginOptions = {}, flagOf = {} } = options;
  // Loading zod takes time: who only imports this package need not wait for it.
  const { checkConfig, checkKey } = await import("./check_shape.ts");
  const problems = createProblems();
  const shape = checkConfig(config, problems);
  const part: ResolveParts = { cwd, catalog, pluginOptions, flagOf, known: new Map(), problems };
  shape.note("");
  if (!isRecord(config as unknown)) throw coreError("CONFIG_INVALID", { path, count: 1 }, { problems: problems.found });
  shape.note("sinks");
  const sinks = await resolvePlugins(config.sinks, { ...part, kind: "sink", at: "sinks" });
  checkOrder(sinks, { at: "sinks", given: [], problems });
  checkKey("sinks", options.sinks, { at: ADDED, problems });
  const added = await resolvePlugins(options.sinks, { ...part, cwd: process.cwd(), kind: "sink", at: ADDED });
  shape.note("observers");
  const observers = await resolvePlugins(config.observers, { ...part, kind: "observer", at: "observers" });
  checkKey("observers", options.observers, { at: WATCHING, problems });
  const watching = await resolvePlugins(options.observers, { ...part, kind: "observer", at: WATCHING });
  const givenEngine = options.engine ?? config.engine;
  const [engine] = givenEngine ? await resolvePlugin(givenEngine, { ...part, kind: "engine", at: "engine" }) : [];
  for (const at of ["scanless", "pipelines"]) shape.note(at);
  const pipelines: ResolvedPipeline[] = [];
  const { needsScanner = false } = options;
  const whole = { shape, sinks, added, needsScanner, scanless: config.scanless === true };
  const entries = listPipelines(config);
  for (const [name, entry] of entries) {
    const at = config.pipelines === undefined ? "" : `pipelines.${name}`;
    if (typeof entry === "function" && !isWanted(name, options.pipelines)) continue;
    const jobs = ownValue(options.jobs, name);
    pipelines.push(await resolvePipeline(entry, { ...part, ...whole, at, name, jobs }));
  }
  shape.note("failOn");
  shape.noteRest();
  const { severity: failOn, caveats } = readFailOn(config.failOn);
  // What is wrong with a plugin is said first: its codes are not known then.
  if (Array.isArray(caveats) && problems.found.length === 0) {
    checkCaveatCodes(
      caveats,
      pipelines.flatMap(({ processors }) => processors),
      problems,
    );
  }
  const count = problems.found.length;
  if (count > 0) throw invalid(problems.found, path);
  const { journal } = config;
  const outputDir =
    options.outputDir ?? (config.outputDir === undefined ? process.cwd() : resolve(cwd, config.outputDir));
  const names = entries.map(([name]) => name);
  const chosen = choose(pipelines, { wanted: options.pipelines, names, mistakable: options.mistakable });
  return {
    pipelines: chosen,
    observers: [...observers, ...watching],
    ...(engine && { engine }),
    cwd,
    ...(options.path !== undefined && { file: join(cwd, basename(options.path)) }),
    outputDir: resolve(outputDir),
    ...(failOn && { failOn }),
    ...(caveats && { failOnCaveats: caveats }),
    ...(journal !== undefined && { journal }),
  };
}

/** The pipelines of a config by name; a config without names has one, called `default`. */
function listPipelines({ pipelines, sources, processors, jobs }: ScanConfig): readonly (readonly [string, unknown])[] {
  if (pipelines === undefined) return [["default", { sources, processors, jobs }]];
  return isRecord(pipelines) ? Object.entries(pipelines).filter(([, pipeline]) => pipeline) : [];
}

/** A config with some of its pipelines alone, in the order of their names. */
export function pickPipelines(config: ResolvedConfig, names: readonly string[]): ResolvedConfig {
  const options = { wanted: names, names: config.pipelines.map(({ name }) => name), mistakable: undefined };
  return { ...config, pipelines: choose(config.pipelines, options) };
}

/** The error of all problems. A mistake in a flag is not the config's. */
function invalid(found: readonly ScanError[], path: string): ScanError {
  // One flag may set an option in several pipelines.
  const problems = [...new Map(found.map((problem) => [problem.message, problem])).values()];
  const count = problems.length;
  if (!problems.every(({ message }) => message.startsWith("--"))) {
    return coreError("CONFIG_INVALID", { path, count }, { problems });
  }
  const reason = `The command line has ${count === 1 ? "a problem" : `${count} problems`}`;
  return coreError("USAGE", { reason }, { problems });
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
