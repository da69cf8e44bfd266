import { chmod, lstat, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import cacache from "cacache";
import { errorCode, findDistrust, makeFolder, toFileReason, toReason } from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import { storeError } from "./errors.ts";
import { removeOld } from "./remove_old.ts";

/** Where things are kept between runs, and for how long. */
export interface StoreOptions {
  /** Made with the first thing that is kept; for this user only. */
  readonly folder: string;
  /** What is older, in milliseconds, is gone. */
  readonly maxAgeMs: number;
  /** How much room all may take, in bytes. */
  readonly maxBytes: number;
  readonly log: Pick<Logger, "warn" | "debug">;
  /** @default Date.now */
  readonly now?: () => number;
}

/** Something that was kept. */
export interface Kept {
  readonly bytes: Buffer;
  readonly savedAt: Date;
}

/** Keeps bytes by key between runs. Several processes may use one at the same time. */
export interface Store {
  /**
   * What is kept under a key; nothing where that is too old, damaged or gone, or where others could have put it there.
   * `maxAgeMs` may ask for something younger.
   */
  load(key: string, maxAgeMs?: number): Promise<Kept | undefined>;
  /** The keys that begin with some text, of what is there and not too old. Reads the whole index. */
  keys(prefix: string): Promise<readonly string[]>;
  /** Keeps bytes, unless that cannot be done: then the first of these failures is a warning. */
  save(key: string, bytes: Buffer | string): Promise<void>;
  /**
   * Removes what is too old or too much, once a day at most, or when this run has added a lot.
   *
   * @throws {ScanError} CACHE_FULL where something could not be kept because there is no room for it
   */
  close(signal: AbortSignal): Promise<void>;
}

/** How often a thing is written: another process may be removing what was left behind by writers that were killed. */
const MAX_WRITES = 2;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;
/** What the system says where there is no room. */
const NO_ROOM: ReadonlySet<string | undefined> = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Opens a store in a folder. Each thing is checked by its SHA-512 when it is read, and appears under its key only when
 * it is complete, so that a writer that is killed leaves nothing that could be taken for a result.
 */
export function openStore({ folder, maxAgeMs, maxBytes, log, now = Date.now }: StoreOptions): Store {
  let addedBytes = 0;
  let hasWarned = false;
  let lackOfRoom: unknown;

  async function write(key: string, bytes: Buffer | string): Promise<void> {
    await makePrivateFolder(folder);
    const distrust = await findFolderDistrust(folder);
    if (distrust !== undefined) throw new Error(distrust);
    await cacache.put(folder, key, bytes);
    const entry = await cacache.get.info(folder, key);
    if (entry !== null) await chmod(entry.path, 0o600);
  }

  async function dropDamaged(path: string, integrity: string, error: unknown): Promise<void> {
    // Gone is what another process has removed as too old.
    if (errorCode(error) === "ENOENT") return;
    log.warn(`A result kept in "${path}" is damaged and not used (${errorCode(error) ?? toReason(error)})`);
    await cacache.rm.content(folder, integrity).catch(() => {});
  }

  async function tidy(signal: AbortSignal): Promise<void> {
    if (addedBytes === 0) return;
    try {
      await removeOld(folder, { oldest: now() - maxAgeMs, maxBytes, addedBytes, now: now(), signal });
    } catch (error) {
      log.debug(`Old results in "${folder}" were not removed: ${toReason(error)}`);
    }
  }

  return {
    async load(key, youngerMs = maxAgeMs) {
      if ((await findFolderDistrust(folder)) !== undefined) return undefined;
      const entry = await cacache.get.info(folder, key).catch(() => null);
      if (entry === null || entry.time < now() - Math.min(youngerMs, maxAgeMs)) return undefined;
      try {
        const bytes = await cacache.get.byDigest(folder, entry.integrity, { size: entry.size });
        return { bytes, savedAt: new Date(entry.time) };
      } catch (error) {
        await dropDamaged(entry.path, entry.integrity, error);
        return undefined;
      }
    },
    async keys(prefix) {
      if ((await findFolderDistrust(folder)) !== undefined) return [];
      const entries = await cacache.ls(folder).catch(() => ({}));
      const oldest = now() - maxAgeMs;
      return Object.values(entries).flatMap(({ key, time }) => (key.startsWith(prefix) && time >= oldest ? [key] : []));
    },
    async save(key, bytes) {
      let failure: unknown;
      for (let writes = 1; writes <= MAX_WRITES; writes += 1) {
        try {
          await write(key, bytes);
          addedBytes += bytes.length;
          return;
        } catch (error) {
          failure = error;
        }
      }
      if (NO_ROOM.has(errorCode(failure))) lackOfRoom = failure;
      const message = `Results cannot be kept in "${folder}": ${toFileReason(failure)}. The next run scans these images again`;
      if (hasWarned) log.debug(message);
      else log.warn(message);
      hasWarned = true;
    },
    async close(signal) {
      await tidy(signal);
      if (lackOfRoom === undefined) return;
      throw storeError("CACHE_FULL", { folder, reason: toFileReason(lackOfRoom) }, { cause: lackOfRoom });
    },
  };
}

/** Made before the library does, which would let everybody in: findings say where an image is weak. */
async function makePrivateFolder(folder: string): Promise<void> {
  await makeFolder(dirname(folder));
  await mkdir(folder, { mode: 0o700 }).catch((error) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
}

/** Why what is in the folder cannot be believed, as others could have put it there; undefined where they could not. */
async function findFolderDistrust(folder: string): Promise<string | undefined> {
  try {
    const stats = await lstat(folder);
    if (!stats.isDirectory()) return "it is not a folder";
    const distrust = findDistrust(stats);
    if (distrust !== undefined) return distrust;
    // Who can rename it can put another one in its place.
    const { mode } = await stat(dirname(folder));
    return (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0 ? "everybody may replace it" : undefined;
  } catch {
    // There is none yet, or it cannot be looked into: then nothing comes of it either.
    return undefined;
  }
}
