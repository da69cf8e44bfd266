import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packResult, unpackResult } from "./pack_result.ts";
import type { ResultStore } from "./shared_scans.ts";

const MAX_BYTES = 256 * 1_048_576;
/** What a file takes at least: a block on the disk, and its entry in memory. */
const MIN_FILE_BYTES = 4096;

/** Where results are kept, and how many. */
export interface ResultFilesOptions {
  /** Made when the first result is kept. For this user only, and removed by whoever made it. */
  readonly folder: string;
  /** How large one may be when it is read again, in bytes. @default That of a process with one lane */
  readonly maxUnpackedBytes?: number;
  /** How much room they may take together, in bytes. @default {268_435_456} */
  readonly maxBytes?: number;
}

/**
 * Keeps results in compressed files for as long as a run takes; in memory there is one short entry for each. Where
 * there is no more room, those go that were not used for the longest time. A file that was damaged or removed, or that
 * the disk has no room for, means no more than another scan: gzip has a checksum.
 */
export function createResultFiles(options: ResultFilesOptions): ResultStore {
  const { folder, maxBytes = MAX_BYTES, maxUnpackedBytes } = options;
  /** Sizes by path, those used last at the end. */
  const sizes = new Map<string, number>();
  let total = 0;

  function pathOf(key: string): string {
    return join(folder, `${createHash("sha256").update(key).digest("hex")}.json.gz`);
  }

  async function forget(path: string): Promise<void> {
    total -= sizes.get(path) ?? 0;
    sizes.delete(path);
    await rm(path, { force: true }).catch(() => {});
  }

  async function makeRoom(): Promise<void> {
    for (const path of sizes.keys()) {
      if (total <= maxBytes) return;
      await forget(path);
    }
  }

  return {
    async load(key) {
      const path = pathOf(key);
      const size = sizes.get(path);
      if (size === undefined) return undefined;
      try {
        const result = await unpackResult(await readFile(path), maxUnpackedBytes);
        if (sizes.delete(path)) sizes.set(path, size);
        return result;
      } catch {
        await forget(path);
        return undefined;
      }
    },
    async save(key, result) {
      const path = pathOf(key);
      await forget(path);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const bytes = await packResult(result);
        await writeFile(path, bytes, { mode: 0o600 });
        sizes.set(path, Math.max(bytes.length, MIN_FILE_BYTES));
        total += Math.max(bytes.length, MIN_FILE_BYTES);
        await makeRoom();
      } catch {
        await forget(path);
      }
    },
  };
}
