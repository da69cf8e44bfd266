import { setTimeout as delay } from "node:timers/promises";
import { toReason } from "../../../../../core/kit.ts";
import { isScanError } from "../../../../../core/mod.ts";
import type { Isolation, Slot } from "../isolation.ts";
import { KeptServer, type KeptServerOptions, MAX_RESTARTS, type ServerInUse } from "./kept_server.ts";
import { createWarmUp } from "./warm_up.ts";

/** How scans use the server of a run. */
export interface ServerIsolationOptions extends Omit<KeptServerOptions, "onCache"> {
  /** Used in its place when it cannot be had. Without: scans fail. */
  readonly fallback?: Isolation | undefined;
}

/** How often a scan is repeated whose server has been replaced meanwhile: once for each reason, and in the end without one. */
const MAX_REPEATS = MAX_RESTARTS + 3;
/** How long a server that does not answer may take to end, in milliseconds. */
const NOTICE_MS = 2_000;

/**
 * All scans are clients of one `trivy server`, started for the first of them. It keeps the scan cache, so that a layer
 * is analysed once however many images share it. Scans that failed while it was replaced are repeated.
 */
export function serverIsolation(options: ServerIsolationOptions): Isolation {
  const { signal, log, fallback } = options;
  const warmUp = createWarmUp();
  const server = new KeptServer({ ...options, onCache: warmUp.set });
  let hasFallenBack = false;

  function toSlot({ running, path, giveUp, refresh }: ServerInUse): Slot {
    const settings = { TRIVY_TOKEN: server.token };
    return { cacheDir: path, args: ["--server", running.url], settings, forgetScans: giveUp, refresh };
  }

  async function useFallback<T>(work: (slot: Slot) => Promise<T>, error: unknown): Promise<T> {
    if (fallback === undefined || signal.aborted || !isScanError(error) || isRepairable(error)) throw error;
    if (!hasFallenBack) log.warn(`Continuing without Trivy's server, which is slower. ${toReason(error)}`);
    hasFallenBack = true;
    return fallback.use(work);
  }

  async function use<T>(work: (slot: Slot) => Promise<T>, repeats = 0): Promise<T> {
    let inUse: ServerInUse;
    try {
      inUse = await server.use();
    } catch (error) {
      return useFallback(work, error);
    }
    const slot = toSlot(inUse);
    try {
      return await warmUp.run(() => work(slot));
    } catch (error) {
      const { running, isCurrent } = inUse;
      // That it is going may not have been noticed yet.
      if (isCurrent() && !(await running.answers())) await Promise.race([running.ended, delay(NOTICE_MS)]);
      if (isCurrent() || signal.aborted || isRepairable(error) || repeats === MAX_REPEATS) throw error;
    }
    return use(work, repeats + 1);
  }

  return {
    use: (work) => use(work),
    async renew() {
      await server.renew();
      await fallback?.renew();
    },
    async dispose() {
      await server.dispose();
      await fallback?.dispose();
    },
  };
}

/** Whether the databases have to be repaired before it makes sense to try again. */
function isRepairable(error: unknown): boolean {
  return isScanError(error) && error.code === "TRIVY_DB_CORRUPT";
}
