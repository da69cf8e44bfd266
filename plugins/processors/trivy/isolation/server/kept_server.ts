import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { coreError, type ExecResult, type Http } from "../../../../../core/kit.ts";
import type { Logger } from "../../../../../core/mod.ts";
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

/** How often a start is tried. */
const MAX_STARTS = 3;
/** How often a server that died is started again in a run. */
export const MAX_RESTARTS = 1;

/**
 * The one `trivy server` of a run, started when it is first asked for. It works in a scan folder that later runs find
 * again. When it dies it is started again, once in a run, at the same address. It goes on with the database that it has
 * open: when another run has put a newer one in place, it has to be replaced.
 */
export class KeptServer {
  /** Token that clients must send; requests without it are rejected. */
  readonly token = randomBytes(24).toString("hex");
  readonly #options: KeptServerOptions;
  readonly #stopped = new WeakSet<RunningServer>();
  /** The stamps of the databases that servers have opened, or older ones. */
  readonly #stamps = new WeakMap<RunningServer, string | undefined>();
  #folder: Promise<ScanFolder> | undefined;
  /** Known by its promise: who is being started again is another one already. */
  #server: Promise<RunningServer> | undefined;
  #restarts = 0;

  constructor(options: KeptServerOptions) {
    this.#options = options;
  }

  /** The server to work with, started where there is none. */
  async use(): Promise<ServerInUse> {
    const { copyDb, isSound } = this.#options;
    const used = this.#server ?? this.#set(this.#launch());
    const inUse = await this.#toInUse(used);
    if (!copyDb || (await isSound(inUse.path))) return inUse;
    await inUse.giveUp();
    return this.#toInUse(this.#server ?? used);
  }

  /** Replaces the server and its scan cache, where there is one. */
  async renew(): Promise<void> {
    if (this.#server !== undefined) await this.#giveUp(this.#server);
  }

  /** Stops it, and lets others have its scan folder. */
  async dispose(): Promise<void> {
    await this.#stop(await this.#server?.catch(() => undefined));
    const claimed = await this.#folder?.catch(() => undefined);
    await claimed?.release();
  }

  async #toInUse(used: Promise<RunningServer>): Promise<ServerInUse> {
    const running = await used;
    const { path } = await this.#claimFolder();
    return {
      running,
      path,
      isCurrent: () => this.#server === used,
      giveUp: () => this.#giveUp(used),
      refresh: () => this.#refresh(used),
    };
  }

  #claimFolder(): Promise<ScanFolder> {
    this.#folder ??= claimScanFolder(this.#options);
    return this.#folder;
  }

  #loadLiveStamp(): Promise<string | undefined> {
    return loadStamp(join(this.#options.cacheDir, VULNERABILITY_DB.folder, VULNERABILITY_DB.file));
  }

  #set(next: Promise<RunningServer>): Promise<RunningServer> {
    this.#server = next;
    // Whoever uses it gets the error; there may be nobody yet.
    next.catch(() => {});
    return next;
  }

  async #launch(port?: number): Promise<RunningServer> {
    const { cacheDir, copyDb, signal, log, onCache } = this.#options;
    const { path } = await this.#claimFolder();
    const stamp = await this.#loadLiveStamp();
    await provideDatabases({ cacheDir, path, copy: copyDb });
    onCache(!(await hasScans(path)));
    for (let starts = 1; ; starts += 1) {
      // A scan cache that is broken, or held by a Trivy that cannot be ended, is given up.
      if (starts > 1) {
        await forgetScans(path);
        onCache(true);
      }
      const known = starts === 1 ? port : undefined;
      const at = { path, token: this.token, port: known ?? (await findFreePort()) };
      const started = await startServer({ ...this.#options, ...at });
      if (!("failed" in started)) {
        this.#stamps.set(started, stamp);
        void started.ended.then((end) => this.#onEnded(started, end));
        log.debug(`Trivy's server is ready at ${started.url}, its cache is "${path}"`);
        return started;
      }
      if (signal.aborted) throw coreError("ABORTED", { reason: "Trivy's server was being started" });
      if (starts === MAX_STARTS) throw toServerError(started.failed);
    }
  }

  #onEnded(ended: RunningServer, end: ExecResult): void {
    const { signal, log } = this.#options;
    if (signal.aborted || this.#stopped.has(ended)) return;
    const error = toServerError(end);
    this.#restarts += 1;
    if (this.#restarts > MAX_RESTARTS) return void this.#set(Promise.reject(error));
    log.warn(`Restarting Trivy's server. ${error.message}`);
    // At the same address, where clients that are at work look for it again.
    this.#set(this.#launch(ended.port));
  }

  async #stop(running: RunningServer | undefined): Promise<void> {
    if (running === undefined) return;
    this.#stopped.add(running);
    await running.stop();
  }

  async #replace(used: Promise<RunningServer>, keepsScans: boolean): Promise<RunningServer> {
    const running = await used.catch(() => undefined);
    await this.#stop(running);
    if (!keepsScans) await forgetScans((await this.#claimFolder()).path);
    return this.#launch(running?.port);
  }

  async #giveUp(used: Promise<RunningServer>, { keepsScans = false } = {}): Promise<void> {
    if (this.#server === used) await this.#set(this.#replace(used, keepsScans)).catch(() => {});
  }

  async #refresh(used: Promise<RunningServer>): Promise<boolean> {
    const { copyDb, log } = this.#options;
    // A copy stays what it is, and is what is looked at.
    if (copyDb || (await this.#loadLiveStamp()) === this.#stamps.get(await used)) return false;
    if (this.#server === used) log.info("Restarting Trivy's server: the vulnerability database has changed");
    // What is in the layers of images does not depend on it.
    await this.#giveUp(used, { keepsScans: true });
    return true;
  }
}
