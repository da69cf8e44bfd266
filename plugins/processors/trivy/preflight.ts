import { resolve } from "node:path";
import type { PreflightContext } from "../../../core/mod.ts";
import { checkCacheDir } from "./databases/check_cache_dir.ts";
import { chooseIsolation } from "./isolation/choose_lanes.ts";
import type { TrivyOptions } from "./options.ts";
import { rememberAnswers } from "./program/binary/remember_answers.ts";
import { loadProgram } from "./program/load_program.ts";
import { createRunFolder } from "./program/run_folder.ts";
import { openCache } from "./scan/open_cache.ts";
import { loadScanSettings } from "./scan/scan_settings.ts";
import { tellReadiness } from "./tell_readiness.ts";

/** Checks that there is a Trivy, one that can be trusted, and room for its databases. Downloads nothing. */
export async function preflight(options: TrivyOptions, ctx: PreflightContext): Promise<void> {
  for (const file of [options.ignoreFile ?? [], options.vex ?? []].flat()) ctx.claim(file, "reads");
  if (!options.offline) await checkCacheDir(resolve(ctx.cwd, options.cacheDir));
  const folder = await createRunFolder();
  try {
    const answers = rememberAnswers(openCache(options, ctx), { mayKeep: false });
    const program = await loadProgram(options, ctx, { ...folder, answers });
    const { capabilities } = program;
    chooseIsolation(options, capabilities);
    await loadScanSettings(options, { cwd: ctx.cwd, capabilities });
    if (ctx.isThorough) await tellReadiness(options, ctx, program);
  } finally {
    await folder.remove();
  }
}
