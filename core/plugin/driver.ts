import { coreError, isScanError, type ScanError, toReason } from "../errors/mod.ts";
import type { MaybePromise } from "./context.ts";

/** The only caller of plugins' hooks. */
export interface Driver {
  /**
   * Calls a hook. What it throws comes out as a ScanError that names plugin and hook.
   *
   * @throws {ScanError} PLUGIN_FAILED, or the ScanError that the hook threw; what {@linkcode Driver.abandon} says
   */
  call<T>(plugin: string, hook: string, fn: () => MaybePromise<T>): Promise<T>;
  /** Stops waiting for all hooks that are pending: their calls reject with an error made for each. */
  abandon(makeError: (plugin: string, hook: string) => ScanError): void;
}

/** What a driver is made with. */
export interface DriverOptions {
  /** The run's signal. */
  readonly signal: AbortSignal;
  /** How long a hook may take to notice that the run is interrupted, in milliseconds. @default {30_000} */
  readonly graceMs?: number;
}

interface PendingCall {
  readonly plugin: string;
  readonly hook: string;
  /** Whether it began after the abort, as clean-up and end() do: those are for the end of a run. */
  readonly isLate: boolean;
  readonly reject: (error: ScanError) => void;
}

/** Makes the driver of one run. A hook that does not heed the run's signal is abandoned after the time of grace. */
export function createDriver({ signal, graceMs = 30_000 }: DriverOptions): Driver {
  const pending = new Set<PendingCall>();

  function abandon(makeError: MakeError, calls: Iterable<PendingCall> = [...pending]): void {
    for (const call of calls) {
      pending.delete(call);
      call.reject(makeError(call.plugin, call.hook));
    }
  }

  function abandonDeaf(): void {
    const seconds = graceMs / 1000;
    const deaf = [...pending].filter(({ isLate }) => !isLate);
    abandon((plugin, hook) => coreError("HOOK_TIMEOUT", { plugin, hook, seconds }, { plugin }), deaf);
  }

  /** Waits for a hook, as long as nobody abandons it. */
  function watch<T>(result: Promise<T>, about: Omit<PendingCall, "reject">): Promise<T> {
    return new Promise((resolve, reject) => {
      const call: PendingCall = { ...about, reject };
      pending.add(call);
      result.then(
        (value) => {
          pending.delete(call);
          resolve(value);
        },
        (error) => {
          pending.delete(call);
          reject(error);
        },
      );
    });
  }

  // One listener for the run: one for each call would cost time and memory with every target.
  signal.addEventListener("abort", () => setTimeout(abandonDeaf, graceMs).unref(), { once: true });

  return {
    abandon: (makeError) => abandon(makeError),
    async call<T>(plugin: string, hook: string, fn: () => MaybePromise<T>): Promise<T> {
      const isLate = signal.aborted;
      try {
        const result = fn();
        return isPromise(result) ? await watch(result, { plugin, hook, isLate }) : result;
      } catch (error) {
        throw isScanError(error) ? error : toPluginError(error, plugin, hook);
      }
    },
  };
}

/** Makes the error that a pending call ends with. */
type MakeError = (plugin: string, hook: string) => ScanError;

function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value;
}

function toPluginError(cause: unknown, plugin: string, hook: string): ScanError {
  return coreError("PLUGIN_FAILED", { plugin, hook, reason: toReason(cause) }, { cause, plugin });
}
