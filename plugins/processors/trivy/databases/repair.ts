import { join } from "node:path";
import { pathExists, toReason } from "../../../../core/kit.ts";
import { isScanError } from "../../../../core/mod.ts";
import { trivyError } from "../errors.ts";
import { checkDb } from "./check_db.ts";
import { dropJavaDb } from "./drop_java_db.ts";
import { fetchDb } from "./fetch_db.ts";
import { JAVA_DB, VULNERABILITY_DB } from "./kinds.ts";
import { exclusively, type PrepareOptions } from "./prepare_databases.ts";
import { removeScanCaches } from "./scan_cache.ts";

/** Why a repair is made. */
export interface RepairReason {
  readonly problem: string;
  /** Whether the vulnerability database is at fault even where it looks sound: Trivy itself could not read it. */
  readonly distrustDb: boolean;
}

/**
 * Repairs what scans are made with: removes Trivy's scan cache, which may hold what was not found with a broken
 * database, removes a Java database that is not sound (it is downloaded again for the next image that needs it), and
 * downloads the vulnerability database unless it is sound. Of several processes one does the work at a time.
 *
 * @throws {ScanError} TRIVY_DB_DOWNLOAD, TRIVY_DB_MISSING, and as `prepareDatabases`
 */
export async function repairDatabases(reason: RepairReason, options: PrepareOptions): Promise<void> {
  const { cacheDir, offline, log, minDbBytes } = options;
  log.warn(`Repairing the databases in "${cacheDir}": ${reason.problem}`);
  await exclusively(options, async (signal) => {
    await removeScanCaches(cacheDir);
    const java = await checkDb(JAVA_DB, { cacheDir, acceptUnmarked: offline });
    if (!java.sound && (await pathExists(join(cacheDir, JAVA_DB.folder)))) await dropJavaDb(options);
    const state = await checkDb(VULNERABILITY_DB, { cacheDir, minBytes: minDbBytes, acceptUnmarked: offline });
    if (state.sound && (!reason.distrustDb || offline)) return;
    if (offline && !state.sound) {
      throw trivyError("TRIVY_DB_MISSING", { database: "vulnerability", path: cacheDir, reason: state.problem });
    }
    try {
      const repositories = options.repositories.vulnerability;
      await fetchDb(VULNERABILITY_DB, { ...options, signal, repositories, minBytes: minDbBytes });
    } catch (error) {
      if (!state.sound || !isScanError(error) || error.code !== "TRIVY_DB_DOWNLOAD") throw error;
      log.warn(`Continuing with the present vulnerability database, which looks sound. ${toReason(error)}`);
    }
  });
}
