import type { ResolvedConfig } from "../config/resolved.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Redactor } from "../services/secrets/redact.ts";
import { openRun } from "./open_run.ts";
import { listPlugins, type PreflightReport, runPreflight } from "./preflight.ts";

/** How it is checked whether a config can run. */
export interface CheckReadinessOptions {
  readonly emit: (event: ScanEvent) => void;
  /** Masks secrets, and learns those of the plugins. */
  readonly redactor: Redactor;
  /** Whether sources are asked for their targets, and those are looked up. @default {false} */
  readonly asksForTargets?: boolean;
}

/** Runs the preflight of every plugin of a config, thoroughly, and nothing else. Secrets are masked. */
export async function checkReadiness(
  config: ResolvedConfig,
  { emit, redactor, asksForTargets = false }: CheckReadinessOptions,
): Promise<PreflightReport> {
  const { driver, contextOf, masking, close } = openRun(config, {
    signal: new AbortController().signal,
    emit,
    redactor,
  });
  try {
    const how = { driver, contextOf, configFile: config.file, isThorough: true, asksForTargets };
    return masking.value(await runPreflight(listPlugins(config), how));
  } finally {
    await close();
  }
}
