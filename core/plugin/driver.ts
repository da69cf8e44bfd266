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
  /** Stops waiting for all hooks that are pending: their calls reject with an error made for each. Returns how many. */
  abandon(makeError: (plugin: string, hook: string) => ScanError): number;
}

/** What a driver is made with. */
export interface DriverOptions {
  /** The run's signal. */
  readonly signal: AbortSignal;
  /** How long a hook may take to notice that the run is interrupted, in milliseconds. @default {30_000} */
  readonly graceMs?: number;
}

interface HookCall {
  readonly plugin: string;
  readonly hook: string;
  /** Whether it began after the abort, as clean-up and end() do: those are for the end of a run. */
  readonly isLate: boolean;
}

interface PendingCall extends HookCall {
  readonly reject: (error: ScanError) => void;
  /** Its place in the list; -1 when it is not in it any more. */
  at: number;
}

/** Makes the driver of one run. A hook that does not heed the run's signal is abandoned after the time of grace. */
export function createDriver({ signal, graceMs = 30_000 }: DriverOptions): Driver {
  // Not a Set: of one that changes with every target, each table that it has outgrown stays until a full collection.
  const pending: PendingCall[] = [];

  function remove(call: PendingCall): void {
    const last = pending.at(-1);
    if (call.at === -1 || last === undefined) return;
    pending[call.at] = last;
    last.at = call.at;
    call.at = -1;
    pending.pop();
  }

  function abandon(makeError: MakeError, calls: readonly PendingCall[]): void {
    for (const call of calls) {
      remove(call);
      call.reject(makeError(call.plugin, call.hook));
    }
  }

  function abandonDeaf(): void {
    const seconds = graceMs / 1000;
    const deaf = pending.filter(({ isLate }) => !isLate);
    abandon((plugin, hook) => coreError("HOOK_TIMEOUT", { plugin, hook, seconds }, { plugin }), deaf);
  }

  /** Waits for a hook, as long as nobody abandons it. */
  function watch<T>(result: Promise<T>, { plugin, hook, isLate }: HookCall): Promise<T> {
    return new Promise((resolve, reject) => {
      const call: PendingCall = { plugin, hook, isLate, reject, at: pending.length };
      pending.push(call);
      result.then(
        (value) => {
          remove(call);
          resolve(value);
        },
        (error) => {
          remove(call);
          reject(error);
        },
      );
    });
  }

  // One listener for the run: one for each call would cost time and memory with every target.
  signal.addEventListener("abort", () => setTimeout(abandonDeaf, graceMs).unref(), { once: true });

  return {
    abandon(makeError) {
      const calls = [...pending];
      abandon(makeError, calls);
      return calls.length;
    },
    async call<T>(plugin: string, hook: string, fn: () => MaybePromise<T>): Promise<T> {
      const isLate = signal.aborted;
      try {
        const result = fn();
        return isPromise(result) ? await watch(result, { plugin, hook, isLate }) : result;
      } catch (error) {
        if (isScanError(error)) throw error;
        if (signal.aborted && isAbort(error, signal)) throw toInterruption(error, plugin, hook);
        throw toPluginError(error, plugin, hook);
      }
    },
  };
}

/** Makes the error that a pending call ends with. */
type MakeError = (plugin: string, hook: string) => ScanError;

function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Whether something was thrown because the run was interrupted: its reason, or what fetch and timers make of it. */
function isAbort(error: unknown, signal: AbortSignal): boolean {
  const seen = new Set<unknown>();
  try {
    for (
      let cause = error;
      cause !== undefined && !seen.has(cause);
      cause = cause instanceof Error ? cause.cause : undefined
    ) {
      if (cause === signal.reason || (cause instanceof Error && cause.name === "AbortError")) return true;
      seen.add(cause);
    }
  } catch {
    // What cannot even be looked at is nobody's interruption.
  }
  return false;
}

function toInterruption(cause: unknown, plugin: string, hook: string): ScanError {
  return coreError("ABORTED", { reason: `"${plugin}" was stopped in ${hook}` }, { cause, plugin });
}

function toPluginError(cause: unknown, plugin: string, hook: string): ScanError {
  return coreError("PLUGIN_FAILED", { plugin, hook, reason: toReason(cause) }, { cause, plugin });
}
