import type { ReplayServer } from "../replay/ask_server.ts";
import type { Recording } from "../replay/recorder/recording_scan.ts";

/** What Trivy is started with for one scan, so that it does not get in the way of others. */
export interface SlotSettings {
  /** Trivy's cache folder. */
  readonly cacheDir: string;
  /** What Trivy gets besides: where its scan cache is. */
  readonly args: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** What one scan works with. */
export interface Slot extends SlotSettings {
  /** The server that scans are clients of, itself; absent where there is none. */
  readonly server?: ReplayServer;
  /** Gives up the scan cache: it may hold what was not found with a broken database. Call it while at work. */
  forgetScans(): Promise<void>;
  /**
   * Sees to it that the next scan is made with the databases that are there now, where something holds those that were
   * there before. Call it while at work.
   *
   * @returns Whether that was so: then this slot is of no use any more
   */
  refresh?(): Promise<boolean>;
  /**
   * What the scan has said to Trivy's server, and what that has found. Nothing where that could not be recorded as a
   * whole. Absent where nothing is recorded. Call it when the scan has succeeded.
   */
  takeRecording?(): Promise<Recording | undefined>;
}

/** Hands out slots, so that no two scans at the same time get in each other's way. */
export interface Isolation {
  /** Does some work with a slot that is its own, or that can be shared, until the work is done. */
  use<T>(work: (slot: Slot) => Promise<T>): Promise<T>;
  /** Makes slots that still have old databases or caches get new ones: call it after a repair. */
  renew(): Promise<void>;
  /** Ends what was started and removes what was made for this run. */
  dispose(): Promise<void>;
}

/** The arguments by which Trivy keeps its scan cache in memory. */
export const MEMORY: readonly string[] = ["--cache-backend", "memory"];

/** One folder for all scans: for a Trivy that opens its database for reading only and keeps its cache in memory. */
export function memoryIsolation(cacheDir: string): Isolation {
  const slot: Slot = { cacheDir, args: MEMORY, forgetScans: async () => {} };
  return { use: (work) => work(slot), renew: async () => {}, dispose: async () => {} };
}
