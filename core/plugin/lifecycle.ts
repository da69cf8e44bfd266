import { isScanError, type ScanError, toReason } from "../errors/mod.ts";
import type { Logger, MaybePromise } from "./context.ts";
import type { Driver } from "./driver.ts";
import { withLimit } from "./with_limit.ts";

const DEFAULT_SETUP_TIMEOUT_MS = 60_000;
const DISPOSE_TIMEOUT_MS = 30_000;

/** What a plugin's setup gave, and how to release it. */
interface Acquired {
  readonly plugin: string;
  dispose?(): MaybePromise<void>;
}

/** Sets plugins up and, in reverse order, releases what they acquired. */
export interface Lifecycle {
  /** Runs a plugin's setup within its time limit. */
  open<H extends { dispose?(): MaybePromise<void> }>(
    definition: { readonly name: string; readonly setupTimeoutMs?: number },
    setup: () => MaybePromise<H>,
  ): Promise<H>;
  /**
   * Releases everything, newest first, each in its own try: a failure is logged and does not stop the others. One that
   * is fatal is given instead: the run has not gone as it should.
   */
  close(): Promise<readonly ScanError[]>;
}

/** What a lifecycle works with. */
export interface LifecycleOptions {
  readonly driver: Driver;
  readonly log: Logger;
  /** Whether every failure of a release is returned, and none logged: nobody listens any more. @default {false} */
  readonly isSilent?: boolean;
}

/** Makes the lifecycle of a run, of one of its pipelines or of its observers. */
export function createLifecycle({ driver, log, isSilent = false }: LifecycleOptions): Lifecycle {
  const acquired: Acquired[] = [];

  async function release(plugin: string, dispose: () => MaybePromise<void>): Promise<ScanError | undefined> {
    try {
      await withLimit(driver.call(plugin, "dispose", dispose), {
        plugin,
        hook: "dispose",
        limitMs: DISPOSE_TIMEOUT_MS,
      });
    } catch (error) {
      if (isScanError(error) && (error.fatal || isSilent)) return error;
      log.warn(toReason(error));
    }
    return undefined;
  }

  return {
    async open(definition, setup) {
      const { name: plugin, setupTimeoutMs: limitMs = DEFAULT_SETUP_TIMEOUT_MS } = definition;
      let late = false;
      const opening = driver.call(plugin, "setup", setup).then(async (hooks) => {
        // Too late for the run, but what was acquired must still be released.
        if (late && hooks.dispose) await release(plugin, () => hooks.dispose?.());
        return hooks;
      });
      try {
        const hooks = await withLimit(opening, { plugin, hook: "setup", limitMs });
        acquired.push({ plugin, dispose: () => hooks.dispose?.() });
        return hooks;
      } catch (error) {
        late = true;
        opening.catch(() => undefined);
        throw error;
      }
    },
    async close() {
      const fatal: ScanError[] = [];
      for (let item = acquired.pop(); item !== undefined; item = acquired.pop()) {
        const { plugin, dispose } = item;
        const error = dispose && (await release(plugin, dispose));
        if (error) fatal.push(error);
      }
      return fatal;
    },
  };
}
