import { join, resolve } from "node:path";
import { type PluginContext, type ProcessorHooks, severitiesFrom } from "../../../core/mod.ts";
import { toIdentity } from "./binary/identity.ts";
import { rememberAnswers } from "./binary/remember_answers.ts";
import { toFindingsOptions } from "./cache/findings_options.ts";
import { createKeptResults, type FreshResult } from "./cache/kept_results.ts";
import { openStore } from "./cache/open_store.ts";
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
import { createResultFiles } from "./share/result_files.ts";
import { createSharedScans } from "./share/shared_scans.ts";
import { toPatch } from "./share/to_patch.ts";
import { toShareKey } from "./share/to_share_key.ts";

/** How long to wait for a database's registry that has had enough, in milliseconds: three times, then no more. */
const RATE_LIMIT_WAITS_MS = [10_000, 30_000, 60_000];

/** Checks that there is a Trivy, one that can be trusted, and room for its databases. Downloads nothing. */
export async function preflight(options: TrivyOptions, ctx: PluginContext): Promise<void> {
  if (!options.offline) await checkCacheDir(resolve(ctx.cwd, options.cacheDir));
  const folder = await createRunFolder();
  try {
    const answers = rememberAnswers(openCache(options, ctx), { mayKeep: false });
    const program = await loadProgram(options, ctx, { ...folder, answers });
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
    const store = openCache(options, ctx);
    const program = await loadProgram(options, ctx, { ...folder, answers: rememberAnswers(store, { mayKeep: true }) });
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
    const reuse = createKeptResults({
      store,
      cacheDir,
      guard,
      program: await toIdentity(program),
      settings: toFindingsOptions(options),
    });
    const share = createSharedScans(createResultFiles({ folder: join(folder.path, "results") }));
    return {
      async process(record, { target, signal }) {
        const { severityLevel, platform } = target;
        const image = toImage(record);
        async function scanAnew(): Promise<FreshResult> {
          const severities = severitiesFrom(severityLevel);
          const { report, databases, attempts } = await scan({ image, platform, severities }, signal);
          const scanDetails = { ...runDetails, ...toScanDetails(report), attempts };
          return { result: { image, findings: toFindings(report), scanDetails }, databases };
        }
        const scanOnce = () => reuse(record, scanAnew);
        const key = toShareKey(record);
        const scanned = key === undefined ? { result: await scanOnce(), isShared: false } : await share(key, scanOnce);
        return toPatch(scanned, { name: target.image ?? image, image });
      },
      async dispose() {
        await lanes.dispose().finally(() => folder.remove());
        await store?.tidy(ctx.signal);
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function openCache({ cache, cacheDir, cacheMaxDays, cacheMaxBytes }: TrivyOptions, ctx: PluginContext) {
  if (!cache) return undefined;
  const folder = join(resolve(ctx.cwd, cacheDir), "results");
  return openStore({ folder, maxAgeMs: cacheMaxDays * 86_400_000, maxBytes: cacheMaxBytes, log: ctx.log });
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
