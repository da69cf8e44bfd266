import type { ResolvedConfig } from "../config/resolved.ts";
import type { ScanEvent } from "../events/mod.ts";
import { type PreflightReport, runPreflight } from "../plugin/preflight.ts";
import { listPlugins } from "./list_plugins.ts";
import { openRun } from "./open_run.ts";

/** Runs the preflight of every plugin of a config, thoroughly, and nothing else. Secrets are masked. */
export async function checkReadiness(
  config: ResolvedConfig,
  { emit, asksForTargets = false }: { readonly emit: (event: ScanEvent) => void; readonly asksForTargets?: boolean },
): Promise<PreflightReport> {
  const { driver, contextOf, masking, close } = openRun(config, { signal: new AbortController().signal, emit });
  try {
    const how = { driver, contextOf, configFile: config.file, isThorough: true, asksForTargets };
    return masking.value(await runPreflight(listPlugins(config), how));
  } finally {
    await close();
  }
}
