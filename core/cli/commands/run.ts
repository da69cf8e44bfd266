import { loadConfig } from "../../config/load.ts";
import { resolveConfig } from "../../config/resolve.ts";
import type { ResolvedConfig } from "../../config/resolved.ts";
import { createRedactor } from "../../services/redact.ts";
import { choosePipelines } from "../choose_pipelines.ts";
import type { Composition } from "../composition.ts";
import { formatPipeline } from "../format_pipeline.ts";
import { findSinkless, hasReport } from "../has_report.ts";
import { toMistakable } from "../mistakable.ts";
import type { RunFlags } from "../program.ts";
import { runScan } from "../run_scan.ts";
import { writeStderr } from "../write_stderr.ts";

/** `scan [run] [PIPELINE...]`: runs pipelines of the config. Gives the exit code. */
export async function runCommand(named: readonly string[], flags: RunFlags, composition: Composition): Promise<number> {
  const { modes } = composition;
  const { catalog, defaultConfig } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const { config, path, cwd } = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const { jobs, pluginOptions, sink: sinks = [], mode, commands } = flags;
  const mistakable = toMistakable({ isNamed: named.length > 0, commands, modes: Object.keys(modes) });
  const options = { catalog, cwd, jobs, path, pluginOptions, sinks, flagOf: toFlagNames(composition), mistakable };
  const canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  // Nobody wants to choose first and then hear that the config is wrong.
  if (named.length === 0 && mode === undefined) await resolveConfig(config, options);
  const { pipelines, label } = await choosePipelines(config, { named, mode, modes, canAsk });
  const resolved = await resolveConfig(config, { ...options, pipelines });
  if (flags.dryRun) printPlan(resolved, flags);
  const { resume = false } = flags;
  const warnings = flags.dryRun ? [] : findSinkless(resolved);
  return runScan(config, flags, { ...options, label, pipelines, resume, journal: hasReport(resolved) }, warnings);
}

/** Prints what a dry run is about: its pipelines with their plugins. */
function printPlan({ pipelines }: ResolvedConfig, { quiet, logFormat }: RunFlags): void {
  if (quiet || logFormat !== "pretty") return;
  const lines = pipelines.flatMap(formatPipeline).map((line) => `${line}\n`);
  writeStderr(createRedactor(process.env).mask(lines.join("")));
}

/** Which flag sets an option, as `trivy.timeout` -> `--trivy-timeout`. */
function toFlagNames({ pluginFlags }: Composition): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pluginFlags.map(({ flag, plugin, option }) => [`${plugin}.${option}`, flag.split(" ", 1)[0] ?? flag]),
  );
}
