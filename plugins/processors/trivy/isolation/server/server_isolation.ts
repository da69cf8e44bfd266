import { setTimeout as delay } from "node:timers/promises";
import { toReason } from "../../../../../core/kit.ts";
import { isScanError } from "../../../../../core/mod.ts";
import { type OpenRecording, type Recorder, startRecorder } from "../../replay/recorder/recorder.ts";
import type { Isolation, Slot } from "../isolation.ts";
import { KeptServer, type KeptServerOptions, MAX_RESTARTS, type ServerInUse } from "./kept_server.ts";
import { createWarmUp } from "./warm_up.ts";

/** How scans use the server of a run. */
export interface ServerIsolationOptions extends Omit<KeptServerOptions, "onCache"> {
  /** Used in its place when it cannot be had. Without: scans fail. */
  readonly fallback?: Isolation | undefined;
  /** Whether what scans say to the server is recorded. @default {false} */
  readonly records?: boolean;
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
  const { signal, log, fallback, records = false } = options;
  const warmUp = createWarmUp();
  const server = new KeptServer({ ...options, onCache: warmUp.set });
  let hasFallenBack = false;
  let recorder: Promise<Recorder | undefined> | undefined;

  function toSlot({ running, path, giveUp, refresh }: ServerInUse): Slot {
    const { url } = running;
    const { token } = server;
    const settings = { TRIVY_TOKEN: token };
    return { cacheDir: path, args: ["--server", url], settings, server: { url, token }, forgetScans: giveUp, refresh };
  }

  /** The same, through the recorder: scans do without where there is none. */
  async function record<T>(inUse: ServerInUse, work: (slot: Slot) => Promise<T>): Promise<T> {
    const slot = toSlot(inUse);
    recorder ??= startRecorder({ token: server.token }).catch((error: unknown) => {
      log.debug(`Nothing is recorded for later databases: ${toReason(error)}`);
      return undefined;
    });
    const started = await recorder;
    if (started === undefined) return work(slot);
    const recording = started.open(inUse.running.port);
    try {
      return await work({
        ...slot,
        args: ["--server", started.url],
        settings: { TRIVY_TOKEN: recording.token },
        takeRecording: () => take(recording),
      });
    } finally {
      recording.close();
    }
  }

  async function take(recording: OpenRecording) {
    const taken = await recording.take();
    if (recording.trouble !== undefined) log.debug(`A scan is not recorded for later databases: ${recording.trouble}`);
    return taken;
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
    try {
      return await warmUp.run(() => (records ? record(inUse, work) : work(toSlot(inUse))));
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
      await (await recorder)?.stop();
      await server.dispose();
      await fallback?.dispose();
    },
  };
}

/** Whether the databases have to be repaired before it makes sense to try again. */
function isRepairable(error: unknown): boolean {
  return isScanError(error) && error.code === "TRIVY_DB_CORRUPT";
}
