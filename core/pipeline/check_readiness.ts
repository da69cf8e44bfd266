import type { ResolvedConfig } from "../config/resolved.ts";
import type { ScanEvent } from "../events/mod.ts";
import { runPreflight } from "../plugin/preflight.ts";
import { listPlugins } from "./list_plugins.ts";
import { openRun } from "./open_run.ts";

/**
 * Runs the preflight of every plugin of a config and nothing else.
 *
 * @throws {ScanError} PREFLIGHT_FAILED with all problems, or the one problem there is
 */
export async function checkReadiness(
  config: ResolvedConfig,
  { emit }: { readonly emit: (event: ScanEvent) => void },
): Promise<void> {
  const { driver, contextOf, close } = openRun(config, { signal: new AbortController().signal, emit });
  try {
    await runPreflight(listPlugins(config), { driver, contextOf });
  } finally {
    await close();
  }
}
