import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { coreError, type ExecResult, type Http, isScanError, type Logger, toReason } from "../../../../core/mod.ts";
import { VULNERABILITY_DB } from "../db/kinds.ts";
import { toStamp } from "../db/seal.ts";
import type { Program } from "../program.ts";
import { provideDatabases } from "../scan/lane_databases.ts";
import type { Lane, Lanes } from "../scan/lanes.ts";
import { forgetScans, hasScans } from "../scan/scan_cache.ts";
import { findFreePort } from "./free_port.ts";
import type { SlotLanesOptions } from "./serial_lanes.ts";
import { toServerError } from "./server_failure.ts";
import { claimSlot, type Slot } from "./slot.ts";
import { type RunningServer, startServer } from "./start_server.ts";
import { createWarmUp } from "./warm_up.ts";

/** What the server of a run is kept with. */
export interface ServerLanesOptions extends SlotLanesOptions {
  readonly program: Program;
  readonly http: Http;
  readonly log: Logger;
  /** Used in its place when it cannot be had. Without: scans fail. */
  readonly fallback?: Lanes | undefined;
  /** How long one start may take, in milliseconds. @default {60_000} */
  readonly readyMs?: number;
}

/** How often a start is tried. */
const MAX_STARTS = 3;
/** How often a server that died is started again in a run. */
const MAX_RESTARTS = 1;
/** How often a scan is repeated whose server has been replaced meanwhile: once for each reason, and in the end without one. */
const MAX_REPEATS = MAX_RESTARTS + 3;
/** How long a server that does not answer may take to end, in milliseconds. */
const NOTICE_MS = 2_000;

/**
 * All scans are clients of one `trivy server`, started for the first of them. It keeps the scan cache, so that a layer
 * is analysed once however many images share it, in a slot that later runs find again. When it dies it is started again,
 * once in a run, and scans that failed meanwhile are repeated. It goes on with the database that it has opened: when
 * another run has put a newer one in place, it is replaced.
 */
export function serverLanes(options: ServerLanesOptions): Lanes {
  const { cacheDir, copyDb, isSound, signal, log, fallback } = options;
  const token = randomBytes(24).toString("hex");
  const stopped = new WeakSet<RunningServer>();
  /** The stamps of the databases that servers have opened, or older ones. */
  const stamps = new WeakMap<RunningServer, string | undefined>();
  const warmUp = createWarmUp();
  let slot: Promise<Slot> | undefined;
  let server: Promise<RunningServer> | undefined;
  let restarts = 0;
  let hasFallenBack = false;

  function getSlot(): Promise<Slot> {
    slot ??= claimSlot(options);
    return slot;
  }

  function toLiveStamp(): Promise<string | undefined> {
    return toStamp(join(cacheDir, VULNERABILITY_DB.folder, VULNERABILITY_DB.file));
  }

  function set(next: Promise<RunningServer>): Promise<RunningServer> {
    server = next;
    // Whoever uses it gets the error; there may be nobody yet.
    next.catch(() => {});
    return next;
  }

  async function launch(port?: number): Promise<RunningServer> {
    const { path } = await getSlot();
    const stamp = await toLiveStamp();
    await provideDatabases({ cacheDir, path, copy: copyDb });
    warmUp.set(!(await hasScans(path)));
    for (let starts = 1; ; starts += 1) {
      // A scan cache that is broken, or held by a Trivy that cannot be ended, is given up.
      if (starts > 1) await forgetScans(path);
      const known = starts === 1 ? port : undefined;
      const started = await startServer({ ...options, path, token, port: known ?? (await findFreePort()) });
      if (!("failed" in started)) {
        stamps.set(started, stamp);
        void started.ended.then((end) => onEnded(started, end));
        log.debug(`Trivy's server is ready at ${started.url}, its cache is "${path}"`);
        return started;
      }
      if (signal.aborted) throw coreError("ABORTED", { reason: "Trivy's server was being started" });
      if (starts === MAX_STARTS) throw toServerError(started.failed);
    }
  }

  function onEnded(ended: RunningServer, end: ExecResult): void {
    if (signal.aborted || stopped.has(ended)) return;
    const error = toServerError(end);
    restarts += 1;
    if (restarts > MAX_RESTARTS) return void set(Promise.reject(error));
    log.warn(`Starting Trivy's server again. ${error.message}`);
    // At the same address, where clients that are at work look for it again.
    set(launch(ended.port));
  }

  async function stop(running: RunningServer | undefined): Promise<void> {
    if (running === undefined) return;
    stopped.add(running);
    await running.stop();
  }

  /** Replaces a server, unless that has been done. */
  async function giveUp(used: Promise<RunningServer>, how: { readonly keepsScans?: boolean } = {}): Promise<void> {
    if (server === used) await set(replace(used, how)).catch(() => {});
  }

  async function refresh(used: Promise<RunningServer>): Promise<boolean> {
    // A copy stays what it is, and is what is looked at.
    if (copyDb || (await toLiveStamp()) === stamps.get(await used)) return false;
    if (server === used) log.info("Starting Trivy's server again: there is another vulnerability database now");
    // What is in the layers of images does not depend on it.
    await giveUp(used, { keepsScans: true });
    return true;
  }

  /** The server with which a lane works, wrapped: a promise that is returned as it is would be awaited. */
  async function getServer(): Promise<{ used: Promise<RunningServer>; running: RunningServer }> {
    const used = server ?? set(launch());
    const running = await used;
    const { path } = await getSlot();
    if (!copyDb || (await isSound(path))) return { used, running };
    await giveUp(used);
    const next = server ?? used;
    return { used: next, running: await next };
  }

  async function toLane(used: Promise<RunningServer>): Promise<Lane> {
    const { url } = await used;
    const { path } = await getSlot();
    const settings = { TRIVY_TOKEN: token };
    return {
      cacheDir: path,
      args: ["--server", url],
      settings,
      forgetScans: () => giveUp(used),
      refresh: () => refresh(used),
    };
  }

  async function useFallback<T>(work: (lane: Lane) => Promise<T>, error: unknown): Promise<T> {
    if (fallback === undefined || signal.aborted || !isScanError(error) || isRepairable(error)) throw error;
    if (!hasFallenBack) log.warn(`Going on without Trivy's server, which is slower. ${toReason(error)}`);
    hasFallenBack = true;
    return fallback.use(work);
  }

  async function use<T>(work: (lane: Lane) => Promise<T>, repeats = 0): Promise<T> {
    let lane: Lane;
    let used: Promise<RunningServer>;
    let running: RunningServer;
    try {
      ({ used, running } = await getServer());
      lane = await toLane(used);
    } catch (error) {
      return useFallback(work, error);
    }
    try {
      return await warmUp.run(() => work(lane));
    } catch (error) {
      // That it is going may not have been noticed yet.
      if (server === used && !(await running.answers())) await Promise.race([running.ended, delay(NOTICE_MS)]);
      if (server === used || signal.aborted || isRepairable(error) || repeats === MAX_REPEATS) throw error;
    }
    return use(work, repeats + 1);
  }

  async function replace(
    used: Promise<RunningServer>,
    { keepsScans = false }: { readonly keepsScans?: boolean },
  ): Promise<RunningServer> {
    const running = await used.catch(() => undefined);
    await stop(running);
    if (!keepsScans) await forgetScans((await getSlot()).path);
    return launch(running?.port);
  }

  return {
    use: (work) => use(work),
    async renew() {
      if (server !== undefined) await giveUp(server);
      await fallback?.renew();
    },
    async dispose() {
      await stop(await server?.catch(() => undefined));
      await fallback?.dispose();
      const claimed = await slot?.catch(() => undefined);
      await claimed?.release();
    },
  };
}

/** Whether the databases have to be repaired before it makes sense to try again. */
function isRepairable(error: unknown): boolean {
  return isScanError(error) && error.code === "TRIVY_DB_CORRUPT";
}
