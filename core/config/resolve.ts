import { basename, join, resolve } from "node:path";
import { coreError, isScanError, type ScanError, toReason } from "../errors/mod.ts";
import { placeIntel } from "../intel/places.ts";
import { isSeverity, SEVERITIES, type Severity } from "../model/severity.ts";
import type { EnginePlugin, ObserverPlugin } from "../plugin/define.ts";
import { isRecord } from "../services/values.ts";
import { findRules } from "./accept/find_rules.ts";
import { EMPTY_CATALOG, type PluginCatalog } from "./catalog.ts";
import type { Shape } from "./check_shape.ts";
import { checkGate, checkOrder } from "./checks.ts";
import { readFailOn } from "./fail_on.ts";
import type { LoadedConfig } from "./load.ts";
import { choosePipelines } from "./pick_pipelines.ts";
import { outside, under, WHOLE } from "./place.ts";
import type { ConfigSource } from "./positions/config_source.ts";
import { createProblems, type Problem } from "./problems.ts";
import { ADDED, type PipelinePart, resolvePipeline } from "./resolve_pipeline.ts";
import { type PluginOptions, type ResolveParts, resolvePlugin, resolvePlugins } from "./resolve_plugins.ts";
import type { ResolvedConfig, ResolvedPipeline } from "./resolved.ts";
import type { PluginList, ScanConfig } from "./scan_config.ts";
import { checkConfig, checkKey } from "./shape.ts";

/** Options of `resolveConfig()`. */
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
   * Sinks that each pipeline gets besides its own, by name, file or package, with options where it takes some; files and
   * packages are looked for from the current folder.
   */
  readonly sinks?: readonly (string | Readonly<Record<string, unknown>>)[];
  /** Watch the run besides those of the config. */
  readonly observers?: PluginList<ObserverPlugin>;
  /** Overrides the config's. */
  readonly engine?: EnginePlugin;
  /** The least severity that is reported of any target, whatever its source says. @default {"as each source says"} */
  readonly minSeverity?: Severity;
  /** Numbers of jobs by pipeline; override the config's. */
  readonly jobs?: Readonly<Record<string, number>>;
  /** Options by plugin name; override the config's. */
  readonly pluginOptions?: PluginOptions;
  /** The names of plugins that the run does without, wherever the config names them. */
  readonly without?: readonly string[];
  /** Whether a pipeline without a scanner is a mistake, unless it says `scanless: true`; the command line wants that. @default {false} */
  readonly needsScanner?: boolean;
  /** What the overriding options are called in messages: `trivy.timeout` -> `--trivy-timeout`. */
  readonly flagOf?: Readonly<Record<string, string>>;
  /** Whether `scan.accept.yaml`, where there is one beside the config, is read; of a config of a file it is. @default {false} */
  readonly readsAcceptFile?: boolean;
  /** What a name that no pipeline has may have been meant for: `check` -> `the command "check"`. */
  readonly mistakable?: Readonly<Record<string, string>>;
}

/** What the observers that a call adds are called in messages. */
const WATCHING = outside("observers of the call");

/**
 * Checks a whole config and completes it with defaults.
 *
 * @throws {ScanError} CONFIG_INVALID with every problem there is
 * @throws {ScanError} CONFIG_LOAD when reading the config throws
 * @throws {ScanError} USAGE when a named pipeline does not exist
 */
export function resolveConfig(config: ScanConfig, options: ResolveOptions = {}): Promise<ResolvedConfig> {
  return resolveFrom(config, options, undefined);
}

/** The same for a config of a file: a problem has its line and column where the file is JSON or YAML. */
export function resolveLoaded(
  { config, path, cwd, source }: LoadedConfig,
  options: Omit<ResolveOptions, "path" | "cwd">,
): Promise<ResolvedConfig> {
  return resolveFrom(config, { readsAcceptFile: true, ...options, path, cwd }, source);
}

async function resolveFrom(
  config: ScanConfig,
  options: ResolveOptions,
  source: ConfigSource | undefined,
): Promise<ResolvedConfig> {
  const { minSeverity } = options;
  if (minSeverity !== undefined && !isSeverity(minSeverity)) {
    throw new TypeError(`minSeverity must be one of ${SEVERITIES.join(", ")}`);
  }
  try {
    return await resolveWhole(config, options, source);
  } catch (cause) {
    if (isScanError(cause)) throw cause;
    // A getter, or a proxy.
    const reason = `reading it threw: ${toReason(cause)}`;
    throw coreError("CONFIG_LOAD", { path: options.path ?? "object", reason }, { cause });
  }
}

async function resolveWhole(
  config: ScanConfig,
  options: ResolveOptions,
  source: ConfigSource | undefined,
): Promise<ResolvedConfig> {
  const {
    cwd = process.cwd(),
    path = "object",
    catalog = EMPTY_CATALOG,
    pluginOptions = {},
    flagOf = {},
    without = [],
  } = options;
  const problems = createProblems();
  const shape = await checkConfig(config, problems);
  shape.note("");
  if (!isRecord(config as unknown)) throw await invalid(problems.found, { path, source });
  const whole = { config, options, shape, cwd, catalog, pluginOptions, flagOf, without, known: new Map(), problems };
  const { observers, engine, ...sinks } = await resolveShared(whole);
  const pipelines = await resolvePipelines(whole, sinks);
  shape.note("failOn");
  shape.noteRest();
  const processors = pipelines.flatMap((pipeline) => pipeline.processors);
  checkGate(config, processors, problems);
  const hasFile = options.readsAcceptFile === true;
  const accept = problems.found.length > 0 ? [] : await findRules(config, { hasFile, cwd, source, problems });
  if (problems.found.length > 0) throw await invalid(problems.found, { path, source });
  const { journal, summary, owners = [] } = config;
  const outputDir =
    options.outputDir ?? (config.outputDir === undefined ? process.cwd() : resolve(cwd, config.outputDir));
  const names = listPipelines(config).map(([name]) => name);
  return {
    pipelines: choosePipelines(pipelines, { wanted: options.pipelines, names, mistakable: options.mistakable }),
    observers,
    ...(engine && { engine }),
    cwd,
    ...(options.path !== undefined && { file: join(cwd, basename(options.path)) }),
    outputDir: resolve(outputDir),
    ...(options.minSeverity && { minSeverity: options.minSeverity }),
    ...(accept.length > 0 && { accept }),
    ...(owners.length > 0 && { owners }),
    ...(config.intel !== undefined && {
      intel: config.intel && placeIntel(config.intel, { cwd, outputDir: resolve(outputDir) }),
    }),
    ...(config.failOn !== undefined && { failOn: readFailOn(config.failOn) }),
    ...(summary !== undefined && { summary }),
    ...(journal !== undefined && { journal }),
  };
}

/** A config on its way. */
interface Whole extends ResolveParts {
  readonly config: ScanConfig;
  readonly options: ResolveOptions;
  readonly shape: Shape;
}

/** What all pipelines have together: the config's, and what the call adds. */
async function resolveShared({ config, options, shape, ...part }: Whole) {
  const { problems } = part;
  shape.note("sinks");
  const sinks = await resolvePlugins(config.sinks, { ...part, kind: "sink", at: under(WHOLE, "sinks") });
  checkOrder(sinks, { at: under(WHOLE, "sinks"), given: [], problems });
  await checkKey("sinks", options.sinks, { at: ADDED, problems });
  const here = { ...part, cwd: process.cwd(), kind: "sink" } as const;
  const [named, reports] = [true, false].map((isNamed) =>
    options.sinks?.filter((sink) => (typeof sink === "string") === isNamed),
  );
  const added = [
    ...(await resolvePlugins(named, { ...here, at: ADDED })),
    ...(await resolvePlugins(reports, { ...here, at: outside("--report") })),
  ];
  shape.note("observers");
  const observers = await resolvePlugins(config.observers, {
    ...part,
    kind: "observer",
    at: under(WHOLE, "observers"),
  });
  await checkKey("observers", options.observers, { at: WATCHING, problems });
  const watching = await resolvePlugins(options.observers, { ...part, kind: "observer", at: WATCHING });
  const given = options.engine ?? config.engine;
  const [engine] = given
    ? await resolvePlugin(given, {
        ...part,
        kind: "engine",
        at: options.engine ? outside("engine") : under(WHOLE, "engine"),
      })
    : [];
  return { sinks, added, observers: [...observers, ...watching], engine };
}

type Sinks = Pick<PipelinePart, "sinks" | "added">;

async function resolvePipelines({ config, options, ...part }: Whole, sinks: Sinks) {
  for (const at of ["scanless", "pipelines"]) part.shape.note(at);
  const pipelines: ResolvedPipeline[] = [];
  const { needsScanner = false, pipelines: wanted = [] } = options;
  const whole = { ...part, ...sinks, broughtSinks: [], needsScanner, scanless: config.scanless === true };
  for (const [name, entry] of listPipelines(config)) {
    const at = config.pipelines === undefined ? WHOLE : under(under(WHOLE, "pipelines"), name);
    const isWanted = wanted.length === 0 || wanted.includes(name);
    if (typeof entry === "function" && !isWanted) continue;
    pipelines.push(await resolvePipeline(entry, { ...whole, at, name, jobs: ownValue(options.jobs, name) }));
  }
  return pipelines;
}

/** The pipelines of a config by name; a config without names has one, called `default`. */
function listPipelines({ pipelines, ...config }: ScanConfig): readonly (readonly [string, unknown])[] {
  const { sources, processors, jobs, defaultSinks } = config;
  if (pipelines === undefined) return [["default", { sources, processors, jobs, defaultSinks }]];
  return isRecord(pipelines) ? Object.entries(pipelines).filter(([, pipeline]) => pipeline) : [];
}

interface InvalidOptions {
  readonly path: string;
  readonly source: ConfigSource | undefined;
}

/** The error of all problems. A mistake in a flag is not the config's. */
async function invalid(found: readonly Problem[], { path, source }: InvalidOptions): Promise<ScanError> {
  const places = found.map(({ at }) => at);
  const positions = source && (await (await import("./positions/locate.ts")).locate(source, places));
  const all = found.map(({ at: { text }, ...details }, index) =>
    coreError("CONFIG_PROBLEM", { at: text || "config", ...details }, { position: positions?.[index] }),
  );
  // One flag may set an option in several pipelines.
  const problems = [...new Map(all.map((problem) => [problem.message, problem])).values()].sort(byPosition);
  const count = problems.length;
  if (!problems.every(({ message }) => message.startsWith("--"))) {
    return coreError("CONFIG_INVALID", { path, count }, { problems });
  }
  const reason = `The command line has ${count === 1 ? "a problem" : `${count} problems`}`;
  return coreError("USAGE", { reason }, { problems });
}

/** In the order of the file; what has no place in it keeps its own, in front. */
function byPosition({ position: a }: ScanError, { position: b }: ScanError): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
