import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Capabilities } from "../binary/capabilities.ts";
import { provideDatabases } from "./lane_databases.ts";
import { forgetScans } from "./scan_cache.ts";

/** What Trivy is started with for one scan, so that it does not get in the way of others. */
export interface LaneSettings {
  /** Trivy's cache folder. */
  readonly cacheDir: string;
  /** What Trivy is told besides: where its scan cache is. */
  readonly args: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** What one scan works with. */
export interface Lane extends LaneSettings {
  /** Gives up the scan cache: it may hold what was not found with a broken database. Call it while at work. */
  forgetScans(): Promise<void>;
}

/** Hands out lanes, so that no two scans at the same time get in each other's way. */
export interface Lanes {
  /** Does some work with a lane that is its own, or that can be shared, until the work is done. */
  use<T>(work: (lane: Lane) => Promise<T>): Promise<T>;
  /** Makes lanes that still have old databases or caches get new ones: call it after a repair. */
  renew(): Promise<void>;
  /** Ends what was started and removes what was made for this run. */
  dispose(): Promise<void>;
}

const MEMORY = ["--cache-backend", "memory"];

/** One folder for all scans: for a Trivy that opens its database for reading only and keeps its cache in memory. */
export function sharedLanes(cacheDir: string): Lanes {
  const lane: Lane = { cacheDir, args: MEMORY, forgetScans: async () => {} };
  return { use: (work) => work(lane), renew: async () => {}, dispose: async () => {} };
}

const PREFIX = ".lanes-";
/** Longer than any scan takes. */
const LEFTOVER_MS = 24 * 3_600_000;

/** Where isolated lanes are made, and for which Trivy. */
export interface IsolatedLanesOptions {
  readonly cacheDir: string;
  readonly runId: string;
  readonly capabilities: Pick<Capabilities, "memoryBackend">;
  /** Whether a copy of the databases still is one. */
  readonly isSound: (path: string) => Promise<boolean>;
}

/** A folder for each scan that runs at the same time, with a vulnerability database of its own. */
export function isolatedLanes({ cacheDir, runId, capabilities, isSound }: IsolatedLanesOptions): Lanes {
  const root = join(cacheDir, PREFIX + runId);
  const args = capabilities.memoryBackend ? MEMORY : [];
  let free: string[] = [];
  let made = 0;

  async function take(): Promise<string> {
    const path = free.pop();
    if (path === undefined) return make(join(root, String(made++)));
    const now = new Date();
    await utimes(root, now, now);
    return (await isSound(path)) ? path : make(path);
  }

  async function make(path: string): Promise<string> {
    await forgetScans(path);
    await provideDatabases({ cacheDir, path, copy: true });
    return path;
  }

  return {
    async use(work) {
      const pool = free;
      const path = await take();
      try {
        return await work({ cacheDir: path, args, forgetScans: () => forgetScans(path) });
      } finally {
        pool.push(path);
      }
    },
    async renew() {
      free = [];
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

/** Removes the folders of runs that were killed: those that no scan has used for a day. One that cannot go does no harm. */
export async function removeOldLanes(cacheDir: string): Promise<void> {
  const entries = await readdir(cacheDir).catch(() => []);
  for (const entry of entries.filter((name) => name.startsWith(PREFIX))) {
    const path = join(cacheDir, entry);
    const usedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - usedAt > LEFTOVER_MS) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
