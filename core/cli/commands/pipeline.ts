import { loadConfig } from "../../config/load.ts";
import { resolveLoaded } from "../../config/resolve.ts";
import type { ScanConfig } from "../../config/scan_config.ts";
import type { GivenFlag, PipelineFlags } from "../add_pipeline_command.ts";
import type { CommandContext, PipelineCommand } from "../composition.ts";
import { checkHeard, flagName } from "../fit_flags.ts";
import { findSinkless, hasReport } from "../has_report.ts";
import { listCiObservers } from "../list_ci_observers.ts";
import { listSinks } from "../list_sinks.ts";
import { runScan } from "../run_scan.ts";

/** Runs one pipeline, as a command with flags of its own: `scan dtr`. Gives the exit code. */
export async function pipelineCommand(
  { name }: PipelineCommand,
  flags: PipelineFlags,
  composition: CommandContext,
): Promise<number> {
  const { given } = flags;
  setVariables(given);
  const { catalog, defaultConfig } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const loaded = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const config = withPipeline(loaded.config, name, defaultConfig);
  const options = {
    needsScanner: true,
    catalog,
    sinks: listSinks(flags, composition),
    observers: await listCiObservers(config, flags, composition),
    pipelines: [name],
    label: name,
    pluginOptions: toPluginOptions(given),
    flagOf: toFlagNames(given),
    without: given.flatMap(({ flag: { leavesOut } }) => leavesOut ?? []),
    ...(flags.jobs !== undefined && { jobs: { [name]: flags.jobs } }),
    ...(flags.outputDir !== undefined && { outputDir: flags.outputDir }),
  };
  const resolved = await resolveLoaded({ ...loaded, config }, options);
  const heard = given.map(({ flag: { flag, sets = [] } }) => ({
    name: flagName(flag),
    plugins: sets.map((set) => set.plugin),
  }));
  checkHeard(heard, resolved.pipelines);
  const { resume = false } = flags;
  const { redactor } = composition;
  return runScan(
    resolved,
    flags,
    { ...options, path: loaded.path, cwd: loaded.cwd, resume, redactor, journal: hasReport(resolved) },
    findSinkless(resolved),
  );
}

/** The config, with the built-in pipeline of that name where it has none of its own. */
function withPipeline(config: ScanConfig, name: string, builtIn: ScanConfig): ScanConfig {
  const pipeline = builtIn.pipelines?.[name];
  if (!pipeline || config.pipelines?.[name]) return config;
  const { sinks = builtIn.sinks, sources: _, processors: __, jobs: ___, ...rest } = config;
  return { ...rest, ...(sinks && { sinks }), pipelines: { ...config.pipelines, [name]: pipeline } };
}

/** For this process and those who read its environment, among them the masking of secrets. */
function setVariables(given: readonly GivenFlag[]): void {
  for (const { flag, value } of given) if (flag.env !== undefined) process.env[flag.env] = String(value);
}

function toPluginOptions(given: readonly GivenFlag[]): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const options: Record<string, Record<string, unknown>> = {};
  for (const { flag, value } of given) {
    for (const { plugin, option } of flag.sets ?? []) {
      options[plugin] = { ...options[plugin], [option]: flag.value ?? value };
    }
  }
  return options;
}

function toFlagNames(given: readonly GivenFlag[]): Readonly<Record<string, string>> {
  const names = given.flatMap(({ flag }) =>
    (flag.sets ?? []).map(({ plugin, option }) => [`${plugin}.${option}`, flagName(flag.flag)]),
  );
  return Object.fromEntries(names);
}
