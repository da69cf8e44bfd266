import type { ImageFacts, ScanData, ScanFacts, TargetContext } from "../../../core/mod.ts";

/** What one scan found. */
export interface ScanResult extends Pick<ScanData, "findings">, Partial<Pick<ScanData, "packages">> {
  /** Its reference is the one that the scanner was given. */
  readonly image: ImageFacts;
  readonly scan: ScanFacts;
}

/** A result, and whether it comes from a scan that was made for another target. */
export interface SharedResult {
  readonly result: ScanResult;
  readonly isShared: boolean;
}

/** Keeps results, as many as there is room for. */
export interface ResultStore {
  /** The result that was kept under a key; nothing where it is gone, or not to be read. */
  load(key: string): Promise<ScanResult | undefined>;
  /** Keeps a result, unless that cannot be done. Never rejects. */
  save(key: string, result: ScanResult): Promise<void>;
}

/** Returns the result for a key: one that is there, or that comes of a scan that runs, or of a scan of its own. */
export type SharedScans = (
  key: string,
  scan: () => Promise<ScanResult>,
  leaveLane?: TargetContext["leaveLane"],
) => Promise<SharedResult>;

/**
 * Lets targets with the same key share one scan. Who comes while it runs waits for it, without a lane: the
 * scan may be waiting for one. A scan that fails is shared by nobody, for its failure may be that of a name or
 * of a moment: those who waited then scan at the same time, each for itself.
 */
export function createSharedScans(store: ResultStore): SharedScans {
  const running = new Map<string, Promise<SharedResult>>();

  async function scanAndKeep(key: string, scan: () => Promise<ScanResult>): Promise<SharedResult> {
    const result = await scan();
    // What is kept between runs is found there again.
    if (result.scan.origin !== "cache") await store.save(key, result);
    return { result, isShared: false };
  }

  async function lead(key: string, scan: () => Promise<ScanResult>): Promise<SharedResult> {
    const kept = await store.load(key);
    return kept === undefined ? scanAndKeep(key, scan) : { result: kept, isShared: true };
  }

  return async (key, scan, leaveLane = (wait) => wait()) => {
    const leader = running.get(key);
    if (leader !== undefined) {
      const led = await leaveLane(() => leader.catch(() => undefined), { goesFirst: true });
      return led === undefined ? scanAndKeep(key, scan) : { ...led, isShared: true };
    }
    const leading = lead(key, scan);
    running.set(key, leading);
    try {
      return await leading;
    } finally {
      running.delete(key);
    }
  };
}
