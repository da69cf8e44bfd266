import { join, resolve } from "node:path";
import {
  type Logger,
  type PluginContext,
  type PreflightContext,
  type ProcessorHooks,
  severitiesFrom,
} from "../../../core/mod.ts";
import { toIdentity } from "./binary/identity.ts";
import { rememberAnswers } from "./binary/remember_answers.ts";
import { loadFindingsSettings } from "./cache/findings_settings.ts";
import { isSameImage } from "./cache/is_same_image.ts";
import { createKeptResults, type FreshResult } from "./cache/kept_results.ts";
import { openStore } from "./cache/open_store.ts";
import { refreshChecks } from "./checks/refresh_checks.ts";
import { checkCacheDir } from "./db/check_cache_dir.ts";
import { createDbGuard, toBuiltAt } from "./db/guard.ts";
import { JAVA_DB, VULNERABILITY_DB } from "./db/kinds.ts";
import { exclusively, type PrepareOptions, prepareDatabases, prepareJavaDb } from "./db/prepare_databases.ts";
import { repairDatabases } from "./db/repair.ts";
import { toRepositories } from "./db/repositories.ts";
import { diagnoseImage } from "./failure/diagnose.ts";
import { diagnoseDocker } from "./failure/diagnose_docker.ts";
import { loadProgram } from "./load_program.ts";
import type { TrivyOptions } from "./options.ts";
import type { Program } from "./program.ts";
import { loadRunDetails, toScanDetails } from "./result/scan_details.ts";
import { toFindings } from "./result/to_findings.ts";
import { createRunFolder, removeOldRunFolders } from "./run_folder.ts";
import { chooseIsolation, createLanes } from "./scan/choose_lanes.ts";
import { removeOldLanes } from "./scan/isolated_lanes.ts";
import { loadScanSettings, type ScanSettings } from "./scan/scan_settings.ts";
import { createScanner } from "./scan/scanner.ts";
import { openThroughSudo } from "./scan/through_sudo.ts";
import { toImage } from "./scan/to_image.ts";
import { createResultFiles } from "./share/result_files.ts";
import { createSharedScans, type ScanResult } from "./share/shared_scans.ts";
import { toPatch } from "./share/to_patch.ts";
import { toShareKey } from "./share/to_share_key.ts";
import { tellReadiness } from "./tell_readiness.ts";

/** How long to wait for a database's registry that has had enough, in milliseconds: three times, then no more. */
const RATE_LIMIT_WAITS_MS = [10_000, 30_000, 60_000];

/** Checks that there is a Trivy, one that can be trusted, and room for its databases. Downloads nothing. */
export async function preflight(options: TrivyOptions, ctx: PreflightContext): Promise<void> {
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

/** Finds Trivy, prepares its databases and returns the hooks that scan. */
export async function setup(options: TrivyOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  await removeOldRunFolders();
  const folder = await createRunFolder();
  try {
    const store = openCache(options, ctx);
    const program = await loadProgram(options, ctx, { ...folder, answers: rememberAnswers(store, { mayKeep: true }) });
    const settings = await loadScanSettings(options, { cwd: ctx.cwd, capabilities: program.capabilities });
    warnOnce(options, { program, settings, ctx });
    const cacheDir = resolve(ctx.cwd, options.cacheDir);
    const isolation = chooseIsolation(options, program.capabilities);
    const databases = toPrepareOptions(options, { ctx, program, cacheDir });
    await prepareDatabases(databases);
    if (options.scanners.includes("misconfig") && !options.offline) {
      await exclusively(databases, (signal) => refreshChecks({ ...databases, store, signal }));
    }
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
      settings,
      timeout: options.timeout,
      tempDir: folder.path,
      prepareJavaDb: () => prepareJavaDb(databases),
      diagnose: async ({ image, isBuilt }) =>
        (isBuilt && (await diagnoseDocker(program.env))) || databases.diagnose(image),
      throughSudo: () => openThroughSudo(program, { log: ctx.log, signal: ctx.signal }),
      guard,
      repair: (reason) => repairDatabases(reason, databases),
      retries: options.retries,
      log: ctx.log,
    });
    const reuse = await createKeptResults({
      store,
      cacheDir,
      guard,
      program: await toIdentity(program),
      loadSettings: () => loadFindingsSettings(options, { cwd: ctx.cwd, cacheDir }),
    });
    const share = createSharedScans(createResultFiles({ folder: join(folder.path, "results") }));
    return {
      async process(record, { target, signal }) {
        const image = toImage(record);
        const platform = target.platform ?? settings.platform;
        async function scanAnew(): Promise<FreshResult> {
          const severities = severitiesFrom(target.severityLevel);
          const isBuilt = record.data.imageId !== undefined;
          const { report, databases, attempts } = await scan({ image, platform, severities, isBuilt }, signal);
          // Another run, or a repair, may have brought a newer one since this run began.
          const builtAt = toBuiltAt(databases);
          const newer = builtAt === "" ? {} : { db_updated_at: builtAt };
          const scanDetails = { ...runDetails, ...newer, ...toScanDetails(report), attempts };
          const result = { image, findings: toFindings(report), scanDetails };
          return { result, databases, isSameImage: isSameImage(record, { image, report }) };
        }
        async function scanOnce(): Promise<ScanResult> {
          const result = await reuse(record, scanAnew);
          warnOfPlatform(result, { image, platform, log: ctx.log });
          return result;
        }
        const key = toShareKey(record);
        const scanned = key === undefined ? { result: await scanOnce(), isShared: false } : await share(key, scanOnce);
        return toPatch(scanned, { name: target.image ?? image, image });
      },
      async dispose() {
        await lanes
          .dispose()
          .finally(() => folder.remove())
          .finally(() => store?.close(ctx.signal));
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
    diagnose: (reference) => diagnoseImage(reference, ctx.http, { insecure: program.env.TRIVY_INSECURE === "true" }),
    rateLimitWaitsMs: RATE_LIMIT_WAITS_MS,
    now: () => new Date(),
  };
}

/** Says what the user should know of this Trivy and these options, before the first scan. */
function warnOnce(
  options: TrivyOptions,
  { program, settings, ctx }: { program: Program; settings: ScanSettings; ctx: PluginContext },
): void {
  const { capabilities, path, flags } = program;
  flags.markUnknown(capabilities.missingFlags);
  if (settings.shortfall !== undefined) ctx.log.warn(settings.shortfall);
  if (options.insecure) ctx.log.warn("Certificates of registries are not checked, as the option insecure says");
  if (capabilities.refusesBrokenDb) return;
  ctx.log.info(`The Trivy at "${path}" does not notice a broken database: it is checked before and after each scan`);
}

/** Trivy takes an image that has only one platform, and one that Docker has already, for what was asked for. */
function warnOfPlatform(
  { scanDetails }: ScanResult,
  { image, platform, log }: { image: string; platform: string | undefined; log: Logger },
): void {
  const scanned = scanDetails?.platform;
  if (platform === undefined || scanned === undefined || `${platform}/`.startsWith(`${scanned}/`)) return;
  log.warn(`What was scanned of "${image}" is ${scanned}, not ${platform}`);
}
