import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { coreError } from "../../../../core/kit.ts";
import { isScanError } from "../../../../core/mod.ts";
import { parseDuration } from "../../../lib/options/duration.ts";
import { listLogArguments } from "../program/binary/capabilities.ts";
import { type Classified, classify } from "../program/failure/classify.ts";
import { type Program, runProgram } from "../program/program.ts";
import { writeLogin } from "../program/write_login.ts";
import type { DbKind } from "./kinds.ts";

/** Trivy's own limit of five minutes is too short for a slow line; ours is there for a line that is dead. */
const TRIVY_TIMEOUT = "30m";
const KILL_AFTER_MS = (parseDuration(TRIVY_TIMEOUT) ?? 0) + 60_000;

/** One try to download a database. */
export interface Download {
  readonly program: Program;
  /** An empty folder, used as Trivy's cache folder. */
  readonly staging: string;
  readonly repository: string;
  readonly signal: AbortSignal;
}

/**
 * Lets Trivy download a database into a folder of its own, without those of the user's credentials that Trivy would
 * send to any registry. A login that is stored for the database's own registry is used.
 *
 * @returns Why it failed; nothing where Trivy says that it worked
 * @throws {ScanError} ABORTED
 */
export async function downloadDb(kind: DbKind, download: Download): Promise<Classified | undefined> {
  const { program, staging, repository, signal } = download;
  const tmpDir = join(staging, "tmp");
  await mkdir(tmpDir, { recursive: true, mode: 0o700 });
  const args = ["image", kind.downloadFlag, "--no-progress", ...listLogArguments(program.capabilities)];
  args.push("--cache-dir", staging, kind.repositoryFlag, repository);
  const settings = { TRIVY_TIMEOUT };
  const loginDir = await writeDbLogin(repository, { program, tmpDir });
  const result = await runProgram(program, {
    args,
    tmpDir,
    credentials: false,
    loginDir,
    settings,
    timeoutMs: KILL_AFTER_MS,
    signal,
  });
  if (result.aborted) throw coreError("ABORTED", { reason: `the ${kind.name} database was being downloaded` });
  if (!result.failed) return undefined;
  if (result.timedOut) return { code: "TIMEOUT", reason: `no end after ${TRIVY_TIMEOUT}` };
  if (result.spawnError !== undefined) return { code: "TRIVY_CRASHED", reason: result.spawnError };
  return classify({ ...result, image: "" });
}

/** A login that cannot be read is for others: most databases want none. Where this one does, its registry says so. */
async function writeDbLogin(repository: string, { program, tmpDir }: { program: Program; tmpDir: string }) {
  const { handOverLogin } = program;
  try {
    return await writeLogin(repository, { handOverLogin, tmpDir });
  } catch (error) {
    if (!isScanError(error)) throw error;
    return writeLogin(repository, { handOverLogin: handOverLogin && (async () => ({ config: {} })), tmpDir });
  }
}
