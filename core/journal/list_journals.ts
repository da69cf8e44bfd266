import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { RunInfo } from "../plugin/context.ts";
import { errorCode } from "../services/files/file_error.ts";
import { openFile } from "../services/files/open_file.ts";
import { isAlive, type Owner } from "../services/processes/owner.ts";
import { type Header, readHeader } from "./header.ts";

/** How often a run gives a sign of life through its journal's time. */
export const TOUCH_MS = 5000;
const ALIVE_MS = 3 * TOUCH_MS;

/** The journal of a run that is not finished. */
export interface StoredJournal {
  /** Absolute. */
  readonly path: string;
  readonly header: Header;
  /** Whether that run is at work. */
  readonly isInUse: boolean;
}

/** The absolute path of a new run's journal. Hidden, beside the reports, and no other run's. */
export function buildJournalPath({ id, label, startedAt, outputDir }: RunInfo): string {
  const stamp = startedAt.toISOString().replace(/\D/g, "").slice(0, 14);
  const name = label.replace(/[^\w.+-]/g, "_").slice(0, 100);
  return join(outputDir, `.hullscan_${name}_${stamp}_${id.slice(0, 8)}.journal`);
}

/** The id that `--resume=ID` names a run by. */
export function idOf(path: string): string {
  return /_([^_]*)\.journal$/.exec(path)?.[1] ?? "";
}

/** Who looks for journals, and who hears of those that cannot be read. */
export interface ListJournalsOptions {
  readonly here: Owner;
  readonly onUnreadable: (path: string, error: unknown) => void;
  /** How long after the last sign a run of another machine is taken for alive. @default {15_000} */
  readonly aliveMs?: number;
}

/**
 * Lists the journals in a folder, newest first. What cannot be read, is not this user's or root's alone, or has not even
 * a header, is left out.
 */
export async function listJournals(
  folder: string,
  { here, onUnreadable, aliveMs = ALIVE_MS }: ListJournalsOptions,
): Promise<readonly StoredJournal[]> {
  const names = (await readdir(folder)).filter((name) => /^\.hullscan_.*\.journal$/.test(name));
  const found: StoredJournal[] = [];
  for (const name of names) {
    const path = join(folder, name);
    try {
      const header = await loadHeader(path);
      if (header) found.push({ path, header, isInUse: await isInUse(path, header, { here, aliveMs }) });
    } catch (error) {
      // One that is gone in this moment belonged to a run that has finished.
      if (errorCode(error) !== "ENOENT") onUnreadable(path, error);
    }
  }
  return found.sort((a, b) => (a.header.run.startedAt < b.header.run.startedAt ? 1 : -1));
}

async function loadHeader(path: string): Promise<Header | undefined> {
  const handle = await openFile(path, { isTrusted: true });
  try {
    return await readHeader(handle);
  } finally {
    await handle.close();
  }
}

interface InUseOptions {
  readonly here: Owner;
  readonly aliveMs: number;
}

async function isInUse(path: string, { owner }: Header, { here, aliveMs }: InUseOptions): Promise<boolean> {
  if (owner === "nobody") return false;
  const alive = owner && (await isAlive(owner, here));
  if (alive !== undefined) return alive;
  const { mtimeMs } = await stat(path);
  const ageMs = Date.now() - mtimeMs;
  if (ageMs > -aliveMs) return ageMs < aliveMs;
  // The clock was set back since, or the other one is ahead: only a new sign tells.
  await delay(aliveMs);
  return (await stat(path)).mtimeMs !== mtimeMs;
}
