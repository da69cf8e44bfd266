import { mkdtemp, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { coreError, fileWriteError, makeFolder } from "../../../../core/kit.ts";
import { isScanError, type Logger, type ScanError } from "../../../../core/mod.ts";
import { STAGING_PREFIX } from "../cache_folder.ts";
import { trivyError } from "../errors.ts";
import type { Classified } from "../program/failure/classify.ts";
import type { Program } from "../program/program.ts";
import { checkDb } from "./check_db.ts";
import { CHECKSUMS_FILE, hashFile, saveChecksums } from "./checksums.ts";
import { downloadDb } from "./download.ts";
import type { DbKind } from "./kinds.ts";
import { buildReference } from "./repositories.ts";

/** Where a database comes from and goes to. */
export interface FetchDbOptions {
  readonly program: Program;
  readonly cacheDir: string;
  /** In order. */
  readonly repositories: readonly string[];
  /** @default {0} */
  readonly minBytes?: number | undefined;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** How long to wait before all repositories are tried again, where one said that its rate limit is reached. */
  readonly rateLimitWaitsMs: readonly number[];
  /** Asked about a repository where Trivy failed without a word. */
  readonly diagnose: (reference: string) => Promise<ScanError | undefined>;
}

/** Failures that another repository cannot mend. */
const FINAL: ReadonlySet<string> = new Set(["DISK_FULL", "TRIVY_TOO_OLD"] satisfies Classified["code"][]);

/**
 * Downloads a database beside the live one, checks it, and only then puts it in place. The live one is untouched
 * until that moment. Call it with the cache folder's lock held.
 *
 * @throws {ScanError} TRIVY_DB_DOWNLOAD after all repositories; DISK_FULL, TRIVY_TOO_OLD, FILE_WRITE, ABORTED at once
 */
export async function fetchDb(kind: DbKind, options: FetchDbOptions): Promise<void> {
  const { repositories, log, signal, rateLimitWaitsMs } = options;
  for (const waitMs of [...rateLimitWaitsMs, undefined]) {
    const attempts: string[] = [];
    let isRateLimited = false;
    for (const repository of repositories) {
      const failure = await tryRepository(kind, repository, options);
      if (failure === undefined) return;
      const { code, reason = "Trivy does not say why" } = failure;
      if (FINAL.has(code)) throw toFinalError(kind, failure);
      isRateLimited ||= code === "REGISTRY_RATE_LIMITED";
      attempts.push(`"${repository}" (${reason})`);
    }
    if (waitMs === undefined || !isRateLimited) {
      throw trivyError("TRIVY_DB_DOWNLOAD", { database: kind.name, attempts: attempts.join(", ") });
    }
    log.warn(`The ${kind.name} database's rate limit is reached; trying again in ${Math.round(waitMs / 1000)} s`);
    await pause(waitMs, signal);
  }
}

async function tryRepository(
  kind: DbKind,
  repository: string,
  options: FetchDbOptions,
): Promise<Classified | undefined> {
  const { program, cacheDir, minBytes, signal } = options;
  let staging: string | undefined;
  try {
    staging = await mkdtemp(join(cacheDir, STAGING_PREFIX));
    const failure = await downloadDb(kind, { program, staging, repository, signal });
    if (failure !== undefined) return explain(kind, failure, { repository, options });
    const state = await checkDb(kind, { cacheDir: staging, minBytes });
    if (!state.sound) return { code: "TRIVY_DB_CORRUPT", reason: `what came is unusable: ${state.problem}` };
    await goLive(kind, { staging, cacheDir });
    return undefined;
  } catch (error) {
    throw isScanError(error) ? error : fileWriteError(join(cacheDir, kind.folder), error);
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
  }
}

async function explain(
  kind: DbKind,
  failure: Classified,
  { repository, options }: { repository: string; options: FetchDbOptions },
): Promise<Classified> {
  if (failure.reason !== undefined) return failure;
  const found = await options.diagnose(buildReference(kind, repository));
  if (found === undefined) return failure;
  const isRateLimited = found.code === "REGISTRY_RATE_LIMITED";
  return { code: isRateLimited ? found.code : failure.code, reason: found.message };
}

function toFinalError(kind: DbKind, { code, reason }: Classified) {
  return trivyError(code, { doing: `download the ${kind.name} database`, reason });
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    throw coreError("ABORTED", { reason: "a database's rate limit was being waited for" });
  }
}

/**
 * Moves a checked database from its staging folder into the live cache folder, file by file. Each rename replaces the
 * old file at once, so that a scan which starts meanwhile finds either the old or the new one, and one that is
 * running keeps the old. Both folders must lie on one file system.
 */
async function goLive(kind: DbKind, { staging, cacheDir }: { staging: string; cacheDir: string }): Promise<void> {
  const from = join(staging, kind.folder);
  const to = join(cacheDir, kind.folder);
  await makeFolder(to);
  const sha256 = await hashFile(join(from, kind.file));
  // In between, there must be no checksums that speak of the other file.
  await rm(join(to, CHECKSUMS_FILE), { force: true });
  for (const file of [kind.file, "metadata.json"]) {
    await sync(join(from, file));
    await rename(join(from, file), join(to, file));
  }
  await saveChecksums(kind, to, sha256);
  await sync(to);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
