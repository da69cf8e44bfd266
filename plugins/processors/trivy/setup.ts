import { join, resolve } from "node:path";
import { memoryLimits, type ProcessorHooks } from "../../../core/kit.ts";
import type { PluginContext } from "../../../core/mod.ts";
import { openRegistry } from "../../lib/clients/registry/mod.ts";
import { createResultFiles } from "../../lib/scanning/result_files.ts";
import type { RunFolder } from "../../lib/scanning/run_folder.ts";
import { createSharedScans } from "../../lib/scanning/shared_scans.ts";
import { refreshChecks } from "./databases/checks/refresh_checks.ts";
import { VULNERABILITY_DB } from "./databases/kinds.ts";
import { loadMetadata } from "./databases/metadata.ts";
import { buildPrepareOptions, exclusively, prepareDatabases, prepareJavaDb } from "./databases/prepare_databases.ts";
import { createKnowsRelease } from "./databases/releases.ts";
import { repairDatabases } from "./databases/repair.ts";
import { SoundDatabases } from "./databases/sound_databases.ts";
import { chooseIsolation, createIsolation } from "./isolation/choose_isolation.ts";
import { removeOldFolders } from "./isolation/folder_isolation.ts";
import { canListPackages, type TrivyOptions } from "./options.ts";
import { loadIdentity } from "./program/binary/identity.ts";
import { rememberAnswers } from "./program/binary/remember_answers.ts";
import { createDiagnosis } from "./program/failure/diagnose.ts";
import { loadProgram } from "./program/load_program.ts";
import type { Program } from "./program/program.ts";
import { createRunFolder, removeOldRunFolders } from "./program/run_folder.ts";
import { createFindSubject } from "./scan/find_subject.ts";
import { openCache } from "./scan/open_cache.ts";
import { openImageInventory } from "./scan/open_image_inventory.ts";
import { openKeptResults } from "./scan/open_kept_results.ts";
import { openRematching } from "./scan/open_rematching.ts";
import { sparingRefusedHosts } from "./scan/refused_hosts.ts";
import { RematchChecks } from "./scan/rematch_checks.ts";
import { buildScanSettings } from "./scan/scan_settings.ts";
import { createScanTarget, type RunFacts } from "./scan/scan_target.ts";
import { createScanner } from "./scan/scanner.ts";
import { openThroughSudo } from "./scan/through_sudo.ts";
import { findIgnoreFileWarning, warnOfSettings } from "./warnings.ts";

/** What is set up. */
export interface SetupOptions {
  /** Whether images may be asked for. Without, only what is known of them is used. @default {true} */
  readonly mayScan?: boolean;
}

/** Finds Trivy, prepares its databases and returns the hooks that scan. */
export async function setup(
  options: TrivyOptions,
  ctx: PluginContext,
  how: SetupOptions = {},
): Promise<ProcessorHooks> {
  await removeOldRunFolders();
  const folder = await createRunFolder();
  try {
    return await setupIn(folder, { ...how, options, ctx });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

interface SetupParts extends SetupOptions {
  readonly options: TrivyOptions;
  readonly ctx: PluginContext;
}

async function setupIn(folder: RunFolder, { options, ctx, mayScan }: SetupParts): Promise<ProcessorHooks> {
  const { log } = ctx;
  const store = openCache(options, ctx);
  const answers = rememberAnswers(store, { mayKeep: true, run: ctx.run });
  const program = await loadProgram(options, ctx, { ...folder, answers });
  const settings = buildScanSettings(options, program.capabilities);
  program.flags.markUnknown(program.capabilities.missingFlags);
  warnOfSettings(options, { program, settings, log });
  const ignoreFileWarning = await findIgnoreFileWarning(options, ctx);
  if (ignoreFileWarning !== undefined) log.warn(ignoreFileWarning);
  const mode = chooseIsolation(options, program.capabilities);

  const cacheDir = resolve(ctx.cwd, options.cacheDir);
  const diagnosis = createDiagnosis(ctx, program, options);
  const databases = buildPrepareOptions(options, { ctx, program, cacheDir, diagnosis });
  await prepareDatabases(databases);
  if (options.scanners.includes("misconfig") && !options.offline) {
    await exclusively(databases, (signal) => refreshChecks({ ...databases, store, signal }));
  }
  await removeOldFolders(cacheDir);
  const soundDatabases = new SoundDatabases(cacheDir);
  await soundDatabases.trust();

  const isSound = async (path: string) => (await soundDatabases.inspect(path)).problem === undefined;
  const { parallel } = options;
  const inventory = await openImageInventory(options, ctx, { store, program, cacheDir, mode });
  const records = inventory !== undefined;
  const isolation = createIsolation(mode, { ctx, program, cacheDir, tempDir: folder.path, parallel, isSound, records });
  const limits = memoryLimits(ctx.run.jobs);
  const scanner = createScanner({
    limits,
    program,
    isolation,
    settings,
    timeout: options.timeout,
    tempDir: folder.path,
    prepareJavaDb: () => prepareJavaDb(databases),
    diagnose: diagnosis.ofImage,
    throughSudo: () => openThroughSudo(program, { log, signal: ctx.signal }),
    soundDatabases,
    repair: (reason) => repairDatabases(reason, databases),
    retries: options.retries,
  });
  const runFacts = await loadRunFacts(program, cacheDir);
  const checks = store && (await RematchChecks.open({ store, program: await loadIdentity(program), log, mayScan }));
  const reuse = await openKeptResults(options, ctx, {
    ...{ store, program, cacheDir, databases: soundDatabases },
    // What nobody has checked against a client is printed, and believed by no later run.
    mayKeep: mayScan,
    isSuspect: (result) => checks?.isSuspect(result) === true,
  });
  const share = createSharedScans(
    createResultFiles({ folder: join(folder.path, "results"), maxUnpackedBytes: limits.maxBytes }),
  );
  const rematching = openRematching(options, {
    ...{ isolation, soundDatabases, inventory, maxBytes: limits.maxBytes, log },
  });
  const findSubject = createFindSubject({
    openRegistry: () => openRegistry(ctx, { insecure: options.insecure, env: program.env }),
    log,
    signal: ctx.signal,
  });
  return {
    process: createScanTarget({
      ...{ scan: sparingRefusedHosts(scanner), reuse, share, settings, runFacts, findSubject, inventory, mayScan },
      ...{ checks, rematch: rematching?.rematch },
      looksForVulnerabilities: options.scanners.includes("vuln"),
      listsPackages: options.packages === true && canListPackages(options),
      knowsRelease: createKnowsRelease({ cacheDir, log }),
    }),
    async dispose() {
      rematching?.caller.close();
      await isolation
        .dispose()
        .finally(() => folder.remove())
        .finally(() => checks?.end())
        .finally(() => store?.close(ctx.signal));
    },
  };
}

async function loadRunFacts({ capabilities: { version } }: Program, cacheDir: string): Promise<RunFacts> {
  const { updatedAt } = await loadMetadata(join(cacheDir, VULNERABILITY_DB.folder, "metadata.json"));
  const scanner = { name: "trivy", ...(version !== undefined && { version }) };
  return { scanner, database: { builtAt: updatedAt.toISOString() } };
}
