import { loadConfig } from "../../config/load.ts";
import { choosePipelines } from "../choose_pipelines.ts";
import type { Composition } from "../composition.ts";
import type { RunFlags } from "../program.ts";
import { runScan } from "../run_scan.ts";

/** `scan [run] [PIPELINE...]`: runs pipelines of the config. Gives the exit code. */
export async function runCommand(named: readonly string[], flags: RunFlags, composition: Composition): Promise<number> {
  const { modes } = composition;
  const { catalog, defaultConfig } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const { config, path, cwd } = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  const { pipelines, label } = await choosePipelines(config, { named, mode: flags.mode, modes, canAsk });
  const { jobs, pluginOptions } = flags;
  return runScan(config, flags, { catalog, cwd, jobs, label, path, pipelines, pluginOptions });
}
