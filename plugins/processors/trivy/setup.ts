import { resolve } from "node:path";
import { type PluginContext, type ProcessorHooks, severitiesFrom } from "../../../core/mod.ts";
import { checkCacheDir } from "./db/check_cache_dir.ts";
import { createDbGuard } from "./db/guard.ts";
import { JAVA_DB, VULNERABILITY_DB } from "./db/kinds.ts";
import { type PrepareOptions, prepareDatabases, prepareJavaDb } from "./db/prepare_databases.ts";
import { repairDatabases } from "./db/repair.ts";
import { toRepositories } from "./db/repositories.ts";
import { diagnoseImage } from "./failure/diagnose.ts";
import { loadProgram } from "./load_program.ts";
import type { TrivyOptions } from "./options.ts";
import type { Program } from "./program.ts";
import { loadRunDetails, toScanDetails } from "./result/scan_details.ts";
import { toFindings } from "./result/to_findings.ts";
import { createRunFolder, removeOldRunFolders } from "./run_folder.ts";
import { chooseIsolation, createLanes } from "./scan/choose_lanes.ts";
import { removeOldLanes } from "./scan/lanes.ts";
import { createScanner } from "./scan/scanner.ts";
import { toImage } from "./scan/to_image.ts";

/** How long to wait for a database's registry that has had enough, in milliseconds: three times, then no more. */
const RATE_LIMIT_WAITS_MS = [10_000, 30_000, 60_000];

/** Checks that there is a Trivy, one that can be trusted, and room for its databases. Downloads nothing. */
export async function preflight(options: TrivyOptions, ctx: PluginContext): Promise<void> {
  if (!options.offline) await checkCacheDir(resolve(ctx.cwd, options.cacheDir));
  const folder = await createRunFolder();
  try {
    const program = await loadProgram(options, ctx, folder);
    chooseIsolation(options.parallel, program.capabilities);
  } finally {
    await folder.remove();
  }
}

/** Finds Trivy, prepares its databases and returns the hooks that scan. */
export async function setup(options: TrivyOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  await removeOldRunFolders();
  const folder = await createRunFolder();
  try {
    const program = await loadProgram(options, ctx, folder);
    warnOfOldRelease(program, ctx);
    const cacheDir = resolve(ctx.cwd, options.cacheDir);
    const isolation = chooseIsolation(options.parallel, program.capabilities);
    const databases = toPrepareOptions(options, { ctx, program, cacheDir });
    await prepareDatabases(databases);
    await removeOldLanes(cacheDir);
    const guard = createDbGuard(cacheDir);
    await guard.trust();
    const isSound = async (path: string) => (await guard.look(path)).problem === undefined;
    const { parallel } = options;
    const lanes = createLanes(isolation, { ctx, program, cacheDir, tempDir: folder.path, parallel, isSound });
    const runDetails = await loadRunDetails(program, cacheDir);
    const scan = createScanner({
      program,
      lanes,
      timeout: options.timeout,
      tempDir: folder.path,
      prepareJavaDb: () => prepareJavaDb(databases),
      diagnose: databases.diagnose,
      guard,
      repair: (reason) => repairDatabases(reason, databases),
      retries: options.retries,
      log: ctx.log,
    });
    return {
      async process(record, { target, signal }) {
        const { severityLevel, platform } = target;
        const image = toImage(record);
        const { report, attempts } = await scan({ image, platform, severities: severitiesFrom(severityLevel) }, signal);
        return { findings: toFindings(report), scanDetails: { ...runDetails, ...toScanDetails(report), attempts } };
      },
      async dispose() {
        await lanes.dispose().finally(() => folder.remove());
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function toPrepareOptions(
  options: TrivyOptions,
  { ctx, program, cacheDir }: { ctx: PluginContext; program: Program; cacheDir: string },
): PrepareOptions {
  const { offline, strict, minDbBytes, dbRepository, javaDbRepository } = options;
  return {
    program,
    cacheDir,
    offline,
    strict,
    minDbBytes,
    repositories: {
      vulnerability: toRepositories(VULNERABILITY_DB, { option: dbRepository, env: program.env }),
      Java: toRepositories(JAVA_DB, { option: javaDbRepository, env: program.env }),
    },
    log: ctx.log,
    signal: ctx.signal,
    diagnose: (reference) => diagnoseImage(reference, ctx.http),
    rateLimitWaitsMs: RATE_LIMIT_WAITS_MS,
    now: () => new Date(),
  };
}

function warnOfOldRelease({ capabilities, path, flags }: Program, ctx: PluginContext): void {
  flags.markUnknown(capabilities.missingFlags);
  if (capabilities.refusesBrokenDb) return;
  ctx.log.info(`The Trivy at "${path}" does not notice a broken database: it is checked before and after each scan`);
}
