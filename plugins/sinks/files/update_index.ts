import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  checkReplaceable,
  errorCode,
  fileWriteError,
  loadText,
  toFileReason,
  withLock,
  writeAtomic,
} from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import { filesError } from "./errors.ts";
import { buildLastScanName } from "./file_name.ts";
import { type IndexEntry, indexSchema } from "./index_entry.ts";

/** The name of the index in its folder. */
export const INDEX_NAME = "index.json";
/** Some 300 bytes for each target; what is larger is no text that Node can hold. */
const MAX_INDEX_BYTES = 500_000_000;

/** What the index is brought up to date with. */
export interface UpdateIndexOptions {
  /** Absolute. */
  readonly folder: string;
  /** This run's, by file name. */
  readonly entries: ReadonlyMap<string, IndexEntry>;
  /** Whether all targets were through: only then is one that is missing gone. */
  readonly isComplete: boolean;
  readonly prune: boolean;
  readonly log: Pick<Logger, "info">;
}

/**
 * Brings the index up to date: this run's targets, and those of earlier runs whose files are there. It waits for
 * another run that does the same at this moment. Returns its absolute path.
 *
 * @throws {ScanError} FILES_INDEX, FILE_WRITE, LOCK_TIMEOUT, LOCK_FAILED
 */
export async function updateIndex({ folder, entries, isComplete, prune, log }: UpdateIndexOptions): Promise<string> {
  const path = join(folder, INDEX_NAME);
  const pipelines = new Set(Array.from(entries.values(), ({ pipeline }) => pipeline));
  const isGone = ({ pipeline }: IndexEntry) => isComplete && pipelines.has(pipeline);

  const onLongWait = (lock: string) => log.info(`Waiting for another run that updates "${path}"; it holds "${lock}"`);
  const update = async () => {
    const { files, text } = await loadIndex(path);
    const earlier = files.filter(({ file }) => !entries.has(file));
    const left = earlier.filter((entry) => !isGone(entry));
    const gone = earlier.filter(isGone);
    for (const { file } of prune ? gone : []) await removeFiles(folder, file);
    const stale = prune ? [] : gone.map((entry) => ({ ...entry, stale: true as const }));
    const updated = renderIndex([...entries.values(), ...left, ...stale]);
    if (updated !== text) await writeAtomic(path, updated);
    return path;
  };
  return withLock(path, update, { onLongWait });
}

/**
 * Reads the index of an earlier run; an empty one where there is none.
 *
 * @throws {ScanError} FILES_INDEX
 */
export async function loadIndex(
  path: string,
): Promise<{ readonly files: readonly IndexEntry[]; readonly text: string }> {
  try {
    const text = await loadText(path, { maxBytes: MAX_INDEX_BYTES });
    return { files: indexSchema.parse(JSON.parse(text)).files, text };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return { files: [], text: "" };
    const reason = errorCode(cause) === undefined ? "this sink did not write it" : toFileReason(cause);
    throw filesError("FILES_INDEX", { path, reason }, { cause });
  }
}

function renderIndex(files: readonly IndexEntry[]): string {
  const keyOf = ({ dockerfile, image, platform, pipeline }: IndexEntry) =>
    [dockerfile ?? image, platform, pipeline].join("\0");
  const sorted = files.map((entry) => ({ key: keyOf(entry), entry })).sort((a, b) => (a.key < b.key ? -1 : 1));
  return `${JSON.stringify({ hullscan_index: 1, files: sorted.map(({ entry }) => entry) }, undefined, 2)}\n`;
}

async function removeFiles(folder: string, file: string): Promise<void> {
  for (const name of [file, buildLastScanName(file)]) {
    const path = join(folder, name);
    try {
      await checkReplaceable(path);
      await rm(path, { force: true });
    } catch (error) {
      throw fileWriteError(path, error);
    }
  }
}
