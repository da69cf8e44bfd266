import { setTimeout as delay } from "node:timers/promises";
import { coreError, toReason } from "../../../../core/kit.ts";
import { isScanError, type ScanError, type TargetContext } from "../../../../core/mod.ts";
import type { RepairReason } from "../databases/repair.ts";
import type { SoundDatabases } from "../databases/sound_databases.ts";
import { trivyError } from "../errors.ts";
import type { Isolation } from "../isolation/isolation.ts";
import type { Program } from "../program/program.ts";
import { type CheckedReport, runCheckedScan } from "./run_checked_scan.ts";
import type { RunScanOptions, ScanImage } from "./run_scan.ts";

/** What all scans of a run share. */
export interface ScannerOptions extends Omit<RunScanOptions, "slot" | "signal">, Omit<RetryOptions, "waitMs"> {
  readonly isolation: Isolation;
  /** @default Longer each time, by the kind of failure */
  readonly waitMs?: RetryOptions["waitMs"] | undefined;
  readonly soundDatabases: SoundDatabases;
  /** Downloads the Java database. */
  readonly prepareJavaDb: () => Promise<void>;
  /** How long the next image does not try again what has failed, in milliseconds. @default {60_000} */
  readonly javaDbPauseMs?: number;
  /** Makes databases and caches whole again. */
  readonly repair: (reason: RepairReason) => Promise<void>;
  /** The same Trivy, run as one who may use Docker; nothing where there is no way. */
  readonly throughSudo: () => Promise<Program | undefined>;
}

/** A scan that gave a result. */
export interface Scanned extends CheckedReport {
  /** How often Trivy was run for it. */
  readonly attempts: number;
}

/** Scans one image. */
export type Scanner = (target: ScanImage, signal: AbortSignal, place?: Place) => Promise<Scanned>;

/** Where a scan stands: how it waits without holding its lane, and reports that it does. */
export type Place = Pick<TargetContext, "leaveLane" | "reportRetry">;

const stay: Place["leaveLane"] = (wait) => wait();
const JAVA_DB_PAUSE_MS = 60_000;
/** Failures that may be over in a moment, and for how long to wait at first, in milliseconds. */
const FIRST_WAITS_MS: ReadonlyMap<string, number> = new Map([
  ["REGISTRY_RATE_LIMITED", 10_000],
  ["REGISTRY_UNREACHABLE", 1_000],
  // The registry may have it whole: a connection that was cut looks the same.
  ["IMAGE_CORRUPT", 1_000],
  // What was wrong may have been over when it was looked for.
  ["TRIVY_SILENT", 1_000],
  ["TRIVY_CACHE_LOCKED", 2_000],
]);
const DAMAGE: ReadonlySet<string> = new Set(["TRIVY_DB_CORRUPT", "TRIVY_CACHE_CORRUPT"]);

/** Whether a failure may be over in a moment. */
export function isTransient({ code }: ScanError): boolean {
  return FIRST_WAITS_MS.has(code);
}

function chooseWaitMs(code: string, repetition: number): number {
  return growWaitMs(FIRST_WAITS_MS.get(code) ?? 0, repetition);
}

/**
 * Makes the scanner of one run. What stops a scan is mended where that can be done, and the scan repeated:
 * - The Java database is large and most images do without it: it is downloaded when the first image asks for it.
 * - Broken databases or caches are repaired once in the run, however many images meet them; then each of those is
 *   scanned once more.
 * - An image of a Docker that this user may not use is scanned through sudo, where that can be done.
 * - What passes by itself is waited out, a few times, without holding the lane.
 */
export function createScanner(options: ScannerOptions): Scanner {
  const retrying = { ...options, waitMs: options.waitMs ?? chooseWaitMs };
  let javaDb: Promise<void> | undefined;
  let javaDbFailedAt = Number.POSITIVE_INFINITY;
  let repaired: Promise<void> | undefined;
  let asRoot: Promise<Program | undefined> | undefined;

  function repairOnce(error: ScanError): Promise<void> {
    repaired ??= repair(error);
    return repaired;
  }

  async function repair(error: ScanError): Promise<void> {
    await options.repair({ problem: error.message, distrustDb: error.code === "TRIVY_DB_CORRUPT" });
    await options.isolation.renew();
    javaDb = undefined;
    javaDbFailedAt = Number.POSITIVE_INFINITY;
  }

  async function getJavaDb(image: string): Promise<void> {
    const { javaDbPauseMs = JAVA_DB_PAUSE_MS } = options;
    if (performance.now() - javaDbFailedAt > javaDbPauseMs) {
      javaDb = undefined;
      javaDbFailedAt = Number.POSITIVE_INFINITY;
    }
    javaDb ??= options.prepareJavaDb().then(
      () => {},
      (error: unknown) => {
        javaDbFailedAt = performance.now();
        throw error;
      },
    );
    try {
      await javaDb;
    } catch (error) {
      if (isScanError(error) && error.code === "ABORTED") throw error;
      throw trivyError("TRIVY_JAVA_DB", { doing: `scan "${image}"`, reason: toReason(error) }, { cause: error });
    }
  }

  return async (target, signal, place) => {
    // What was built for it takes room as long as it waits.
    const leaveLane = target.isBuilt ? stay : (place?.leaveLane ?? stay);
    const known = target.isBuilt ? await asRoot : undefined;
    const done = { javaDb: false, repair: false, sudo: known !== undefined, retries: 0 };
    let program = known ?? options.program;
    for (let attempts = 1; ; attempts++) {
      try {
        return { ...(await runCheckedScan(target, { ...options, program, signal })), attempts };
      } catch (error) {
        if (!isScanError(error)) throw error;
        if (error.code === "TRIVY_JAVA_DB" && !done.javaDb) {
          done.javaDb = true;
          await getJavaDb(target.image);
        } else if (DAMAGE.has(error.code) && !done.repair) {
          done.repair = true;
          done.javaDb = false;
          await repairOnce(error);
        } else if (error.code === "DOCKER_PERMISSION" && !done.sudo) {
          done.sudo = true;
          asRoot ??= options.throughSudo();
          const privileged = await asRoot;
          if (privileged === undefined) throw error;
          program = privileged;
        } else if (isTransient(error) && done.retries < options.retries) {
          done.retries += 1;
          const at = { repetition: done.retries, signal, leaveLane, reportRetry: place?.reportRetry };
          await waitBeforeRetry(error, at, retrying);
        } else {
          throw error;
        }
      }
    }
  };
}

/** How failures that pass by themselves are waited out. */
interface RetryOptions {
  /** How often a scan is repeated after such a failure. */
  readonly retries: number;
  /** How long to wait before a repetition (1 is the first), in milliseconds. */
  readonly waitMs: (code: string, repetition: number) => number;
}

/** Which repetition it is, and where. */
interface Repetition extends Pick<Place, "leaveLane"> {
  readonly repetition: number;
  readonly signal: AbortSignal;
  readonly reportRetry: Place["reportRetry"] | undefined;
}

/** Three times as long each time, with some chance in it, so that lanes do not come back all at once. */
function growWaitMs(firstMs: number, repetition: number): number {
  return firstMs * 3 ** (repetition - 1) * (0.75 + Math.random() / 2);
}

/**
 * Says that a scan is repeated, and waits; other targets are worked on meanwhile.
 *
 * @throws {ScanError} ABORTED
 */
async function waitBeforeRetry(error: ScanError, at: Repetition, { retries, waitMs }: RetryOptions): Promise<void> {
  const delayMs = waitMs(error.code, at.repetition);
  const { code, message: reason } = error;
  at.reportRetry?.({ attempt: at.repetition + 1, of: retries + 1, code, reason, delayMs });
  try {
    await at.leaveLane(() => delay(delayMs, undefined, { signal: at.signal }));
  } catch {
    throw coreError("ABORTED", { reason: "a scan was about to be repeated" });
  }
}
