import { loadConfig } from "../../config/load.ts";
import { pickPipelines } from "../../config/pick_pipelines.ts";
import { resolveConfig } from "../../config/resolve.ts";
import type { ResolvedConfig } from "../../config/resolved.ts";
import type { ScanConfig } from "../../config/scan_config.ts";
import { printable } from "../../services/printable.ts";
import type { Redactor } from "../../services/secrets/redact.ts";
import { choosePipelines, findAliases } from "../choose_pipelines.ts";
import type { CommandContext, Composition } from "../composition.ts";
import { checkHeard, fitJobs, flagName, ONLY } from "../fit_flags.ts";
import type { CommonFlags } from "../flags.ts";
import { findSinkless, hasReport } from "../has_report.ts";
import { listSinks } from "../list_sinks.ts";
import { listMistakable } from "../mistakable.ts";
import { runScan } from "../run_scan.ts";
import { formatPipeline } from "../terminal/format_pipeline.ts";
import { writeStderr } from "../terminal/write_stderr.ts";

/** The flags of `scan run`. */
export interface RunFlags extends CommonFlags {
  readonly mode?: string;
  /** True, or the id of the run. */
  readonly resume?: boolean | string;
  /** The names of all commands. */
  readonly commands: readonly string[];
  /** Numbers of jobs by pipeline, from `--jobs-<pipeline>`. */
  readonly jobs: Readonly<Record<string, number>>;
  /** The number of jobs for every pipeline, from `--jobs`. */
  readonly allJobs?: number;
  /** Options by plugin, from the composition's plugin flags. */
  readonly pluginOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** `scan [run] [PIPELINE...]`: runs pipelines of the config. Gives the exit code. */
export async function runCommand(
  named: readonly string[],
  flags: RunFlags,
  composition: CommandContext,
): Promise<number> {
  const { modes, redactor } = composition;
  const { catalog, defaultConfig } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const { config, path, cwd } = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const { pluginOptions, mode, commands, resume = false, outputDir } = flags;
  const mistakable = listMistakable({ isNamed: named.length > 0, commands, modes: Object.keys(modes) });
  const aliases = findAliases(config, composition.onlyName);
  const names = listNames(config);
  const jobs = fitJobs({ jobs: flags.jobs, allJobs: flags.allJobs, names, aliases });
  const options = {
    needsScanner: true,
    catalog,
    cwd,
    jobs,
    path,
    pluginOptions,
    sinks: listSinks(flags, composition),
    flagOf: toFlagNames(composition),
    mistakable,
    ...(outputDir !== undefined && { outputDir }),
  };
  const canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  // Nobody wants to choose first and then hear that the config is wrong.
  const all = named.length === 0 && mode === undefined ? await resolveConfig(config, options) : undefined;
  const { pipelines, label } = await choosePipelines(config, { named, mode, modes, aliases, canAsk });
  const resolved = all ? pickPipelines(all, pipelines) : await resolveConfig(config, { ...options, pipelines });
  checkHeard(toHeard(flags, composition), resolved.pipelines);
  if (flags.dryRun) printPlan(resolved, flags, redactor);
  const warnings = flags.dryRun ? [] : findSinkless(resolved);
  return runScan(resolved, flags, { ...options, label, resume, redactor, journal: hasReport(resolved) }, warnings);
}

/** Prints what a dry run is about: its pipelines with their plugins. */
function printPlan({ pipelines }: ResolvedConfig, { quiet, logFormat }: RunFlags, { mask }: Redactor): void {
  if (quiet || logFormat !== "pretty") return;
  const lines = pipelines.flatMap(formatPipeline);
  writeStderr(lines.map((line) => `${printable(mask(line))}\n`).join(""));
}

function listNames({ pipelines }: ScanConfig): readonly string[] {
  if (pipelines === undefined) return [ONLY];
  return Object.entries(pipelines ?? {}).flatMap(([name, pipeline]) => (pipeline ? [name] : []));
}

/** The flags of plugins that were given. */
function toHeard({ pluginOptions }: RunFlags, { pluginFlags }: Composition) {
  const given = pluginFlags.filter(({ plugin, option }) => pluginOptions[plugin]?.[option] !== undefined);
  return given.map(({ flag, plugin }) => ({ name: flagName(flag), plugins: [plugin] }));
}

/** Which flag sets an option, as `trivy.timeout` -> `--trivy-timeout`. */
function toFlagNames({ pluginFlags }: Composition): Readonly<Record<string, string>> {
  return Object.fromEntries(pluginFlags.map(({ flag, plugin, option }) => [`${plugin}.${option}`, flagName(flag)]));
}
