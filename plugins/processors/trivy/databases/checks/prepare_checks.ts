import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { coreError, errorCode, fileWriteError, loadText } from "../../../../../core/kit.ts";
import { CACHE_FOLDER, STAGING_PREFIX } from "../../cache_folder.ts";
import { classify } from "../../program/failure/classify.ts";
import { type Program, type ProgramResult, runProgram } from "../../program/program.ts";

/** The variables that say where Trivy takes the checks from, now and before 0.54. */
const REPOSITORY_VARIABLES = ["TRIVY_CHECKS_BUNDLE_REPOSITORY", "TRIVY_POLICY_BUNDLE_REPOSITORY"];

const TIMEOUT_MS = 5 * 60_000;

/** What the checks are looked after with. */
export interface PrepareChecksOptions {
  readonly program: Program;
  readonly cacheDir: string;
  readonly signal: AbortSignal;
}

/**
 * Downloads the checks for misconfigurations, unless those that are there are less than a day old; left to itself,
 * every scan would do that, in the same folder and at the same time. That they cannot be downloaded is no failure, for
 * Trivy has checks in its program, too: then it gives a warning. Call it with the cache folder's lock held.
 *
 * @throws {ScanError} FILE_WRITE, ABORTED
 */
export async function prepareChecks(options: PrepareChecksOptions): Promise<string | undefined> {
  const { cacheDir, signal } = options;
  const live = join(cacheDir, CACHE_FOLDER.checks);
  let staging: string | undefined;
  try {
    staging = await mkdtemp(join(cacheDir, STAGING_PREFIX));
    const hasChecks = await copyIfThere(live, join(staging, CACHE_FOLDER.checks));
    const result = await download(staging, options);
    if (signal.aborted)
      throw coreError("ABORTED", { reason: "the checks for misconfigurations were being downloaded" });
    const problem = findProblem(result);
    if (problem !== undefined) {
      return `The checks for misconfigurations cannot be downloaded: ${problem}. ${describeRemedy(hasChecks)}`;
    }
    await goLive({ staging, cacheDir });
    return undefined;
  } catch (error) {
    throw errorCode(error) === undefined ? error : fileWriteError(live, error);
  } finally {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true });
  }
}

/** Looks for misconfigurations in an empty folder: Trivy gets its checks for that, and has no other command for it. */
async function download(staging: string, { program, signal }: PrepareChecksOptions): Promise<ProgramResult> {
  const tmpDir = join(staging, "tmp");
  await mkdir(tmpDir, { mode: 0o700 });
  return runProgram(program, {
    args: ["config", "--format", "json", "--cache-dir", staging, "--", program.emptyDir],
    tmpDir,
    credentials: false,
    settings: pickChecksRepositories(program.env),
    timeoutMs: TIMEOUT_MS,
    signal,
  });
}

/** Trivy goes on with its own checks, and with an exit code of 0, when it gets no others. */
function findProblem(result: ProgramResult): string | undefined {
  const [, reason] = /falling back to embedded (?:checks|policies)(.*)/i.exec(result.stderr) ?? [];
  if (reason !== undefined) return findCause(reason);
  if (!result.failed) return undefined;
  if (result.timedOut) return `no end after ${TIMEOUT_MS / 60_000} minutes`;
  return classify({ ...result, image: "" }).reason ?? `Trivy ended with exit code ${result.exitCode}`;
}

/** What stands at the end of a chain of errors says most. */
function findCause(chain: string): string {
  const text = chain.replaceAll("\\n", " ").replace(/[\s"*]+$/, "");
  return (
    text
      .split(/: (?=\S)/)
      .slice(-2)
      .join(": ")
      .trim() || "Trivy does not say why"
  );
}

function describeRemedy(hasChecks: boolean): string {
  return hasChecks ? "Going on with those that are there" : "Going on with those that this Trivy was built with";
}

/** Takes the place of what is there; a scan that starts at this very moment uses Trivy's own. */
async function goLive({ staging, cacheDir }: { staging: string; cacheDir: string }): Promise<void> {
  if ((await loadChecksState(staging)).text === (await loadChecksState(cacheDir)).text) return;
  const live = join(cacheDir, CACHE_FOLDER.checks);
  await rename(live, join(staging, "old")).catch(ignoreMissing);
  await rename(join(staging, CACHE_FOLDER.checks), live);
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await cp(from, to, { recursive: true });
    return true;
  } catch (error) {
    ignoreMissing(error);
    return false;
  }
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== "ENOENT") throw error;
}

/** The variables of an environment that say where the checks come from. */
export function pickChecksRepositories(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const named = REPOSITORY_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(named);
}

/** Which checks are in a cache folder. */
interface ChecksState {
  /** What Trivy has written down of them; `""` where there are none. */
  readonly text: string;
  /** Which ones they are, as long as Trivy says so. */
  readonly digest?: string | undefined;
  /** When Trivy last saw that they are the newest. */
  readonly downloadedAt?: Date | undefined;
}

const metadataSchema = z.object({
  Digest: z.string().min(1),
  DownloadedAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

/** Looks which checks are in a cache folder. */
export async function loadChecksState(cacheDir: string): Promise<ChecksState> {
  const text = await loadText(join(cacheDir, CACHE_FOLDER.checks, "metadata.json")).catch(() => "");
  try {
    const { Digest: digest, DownloadedAt: downloadedAt } = metadataSchema.parse(JSON.parse(text));
    return { text, digest, downloadedAt };
  } catch {
    return { text };
  }
}
