import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { coreError, type ExecResult } from "../../../../../core/kit.ts";
import type { Http, Logger } from "../../../../../core/mod.ts";
import { VULNERABILITY_DB } from "../../databases/kinds.ts";
import { forgetScans, hasScans } from "../../databases/scan_cache.ts";
import { loadStamp } from "../../program/binary/identity.ts";
import type { Program } from "../../program/program.ts";
import { provideDatabases } from "../provide_databases.ts";
import { claimScanFolder, type ScanFolder } from "./scan_folder.ts";
import type { SerialIsolationOptions } from "./serial_isolation.ts";
import { findFreePort, type RunningServer, startServer, toServerError } from "./start_server.ts";

/** What the server of a run is kept with. */
export interface KeptServerOptions extends SerialIsolationOptions {
  readonly program: Program;
  readonly http: Http;
  readonly log: Logger;
  /** How long one start may take, in milliseconds. @default {60_000} */
  readonly readyMs?: number;
  /** Called with whether the scan cache is empty that a server is about to be started with. */
  readonly onCache: (isEmpty: boolean) => void;
}

/** A server that somebody works with, until it is replaced. */
export interface ServerInUse {
  readonly running: RunningServer;
  /** Its cache folder. */
  readonly path: string;
  /** Whether it is still the one to work with. */
  isCurrent(): boolean;
  /** Replaces it and its scan cache, unless that has been done. */
  giveUp(): Promise<void>;
  /** Replaces it where another database has come since it was started. Returns whether that was so. */
  refresh(): Promise<boolean>;
}

/** The one server of a run. */
export interface KeptServer {
  /** Token that clients must send; requests without it are rejected. */
  readonly token: string;
  /** The server to work with, started where there is none. */
  use(): Promise<ServerInUse>;
  /** Replaces the server and its scan cache, where there is one. */
  renew(): Promise<void>;
  dispose(): Promise<void>;
}

/** How often a start is tried. */
const MAX_STARTS = 3;
/** How often a server that died is started again in a run. */
export const MAX_RESTARTS = 1;

/**
 * Keeps one `trivy server` for a run, started when it is first asked for. It works in a scan folder that later
 * runs find again. When it dies it is started again, once in a run, at the same address. It goes on with the database
 * that it has open: when another run has put a newer one in place, it has to be replaced.
 */
export function createKeptServer(options: KeptServerOptions): KeptServer {
  const { cacheDir, copyDb, isSound, signal, log, onCache } = options;
  const token = randomBytes(24).toString("hex");
  const stopped = new WeakSet<RunningServer>();
  /** The stamps of the databases that servers have opened, or older ones. */
  const stamps = new WeakMap<RunningServer, string | undefined>();
  let folder: Promise<ScanFolder> | undefined;
  /** Known by its promise: who is being started again is another one already. */
  let server: Promise<RunningServer> | undefined;
  let restarts = 0;

  function getScanFolder(): Promise<ScanFolder> {
    folder ??= claimScanFolder(options);
    return folder;
  }

  function loadLiveStamp(): Promise<string | undefined> {
    return loadStamp(join(cacheDir, VULNERABILITY_DB.folder, VULNERABILITY_DB.file));
  }

  function set(next: Promise<RunningServer>): Promise<RunningServer> {
    server = next;
    // Whoever uses it gets the error; there may be nobody yet.
    next.catch(() => {});
    return next;
  }

  async function launch(port?: number): Promise<RunningServer> {
    const { path } = await getScanFolder();
    const stamp = await loadLiveStamp();
    await provideDatabases({ cacheDir, path, copy: copyDb });
    onCache(!(await hasScans(path)));
    for (let starts = 1; ; starts += 1) {
      // A scan cache that is broken, or held by a Trivy that cannot be ended, is given up.
      if (starts > 1) {
        await forgetScans(path);
        onCache(true);
      }
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
    log.warn(`Restarting Trivy's server. ${error.message}`);
    // At the same address, where clients that are at work look for it again.
    set(launch(ended.port));
  }

  async function stop(running: RunningServer | undefined): Promise<void> {
    if (running === undefined) return;
    stopped.add(running);
    await running.stop();
  }

  async function replace(used: Promise<RunningServer>, keepsScans: boolean): Promise<RunningServer> {
    const running = await used.catch(() => undefined);
    await stop(running);
    if (!keepsScans) await forgetScans((await getScanFolder()).path);
    return launch(running?.port);
  }

  async function giveUp(used: Promise<RunningServer>, { keepsScans = false } = {}): Promise<void> {
    if (server === used) await set(replace(used, keepsScans)).catch(() => {});
  }

  async function refresh(used: Promise<RunningServer>): Promise<boolean> {
    // A copy stays what it is, and is what is looked at.
    if (copyDb || (await loadLiveStamp()) === stamps.get(await used)) return false;
    if (server === used) log.info("Restarting Trivy's server: the vulnerability database has changed");
    // What is in the layers of images does not depend on it.
    await giveUp(used, { keepsScans: true });
    return true;
  }

  async function toInUse(used: Promise<RunningServer>): Promise<ServerInUse> {
    const running = await used;
    const { path } = await getScanFolder();
    return {
      running,
      path,
      isCurrent: () => server === used,
      giveUp: () => giveUp(used),
      refresh: () => refresh(used),
    };
  }

  return {
    token,
    async use() {
      const used = server ?? set(launch());
      const inUse = await toInUse(used);
      if (!copyDb || (await isSound(inUse.path))) return inUse;
      await inUse.giveUp();
      return toInUse(server ?? used);
    },
    async renew() {
      if (server !== undefined) await giveUp(server);
    },
    async dispose() {
      await stop(await server?.catch(() => undefined));
      const claimed = await folder?.catch(() => undefined);
      await claimed?.release();
    },
  };
}
