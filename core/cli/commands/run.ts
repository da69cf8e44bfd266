import { loadConfig } from "../../config/load.ts";
import { resolveConfig } from "../../config/resolve.ts";
import type { ResolvedPipeline } from "../../config/resolved.ts";
import { createRedactor } from "../../services/redact.ts";
import { choosePipelines } from "../choose_pipelines.ts";
import type { Composition } from "../composition.ts";
import { formatPipeline } from "../format_pipeline.ts";
import { hasReport } from "../has_report.ts";
import type { RunFlags } from "../program.ts";
import { runScan } from "../run_scan.ts";
import { writeStderr } from "../write_stderr.ts";

/** `scan [run] [PIPELINE...]`: runs pipelines of the config. Gives the exit code. */
export async function runCommand(named: readonly string[], flags: RunFlags, composition: Composition): Promise<number> {
  const { modes } = composition;
  const { catalog, defaultConfig } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const { config, path, cwd } = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const { jobs, pluginOptions, sink: sinks = [] } = flags;
  const options = { catalog, cwd, jobs, path, pluginOptions, sinks, flagOf: toFlagNames(composition) };
  const canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  // Nobody wants to choose first and then hear that the config is wrong.
  if (named.length === 0 && flags.mode === undefined) await resolveConfig(config, options);
  const { mode, commands } = flags;
  const { pipelines, label } = await choosePipelines(config, { named, mode, modes, canAsk, commands });
  const resolved = await resolveConfig(config, { ...options, pipelines });
  if (flags.dryRun && !flags.quiet && flags.logFormat === "pretty") tellPlan(resolved.pipelines);
  const { resume = false } = flags;
  return runScan(config, flags, { ...options, label, pipelines, resume, journal: hasReport(resolved) });
}

/** Which flag sets an option, as `trivy.timeout` -> `--trivy-timeout`. */
function toFlagNames({ pluginFlags }: Composition): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pluginFlags.map(({ flag, plugin, option }) => [`${plugin}.${option}`, flag.split(" ", 1)[0] ?? flag]),
  );
}

/** Before the targets, each of which tells its own part. */
function tellPlan(pipelines: readonly ResolvedPipeline[]): void {
  const { mask } = createRedactor(process.env);
  for (const line of pipelines.flatMap(formatPipeline)) writeStderr(`${mask(line)}\n`);
}
