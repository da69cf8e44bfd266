import { coreError, isScanError, toReason } from "../errors/mod.ts";
import type { MaybePromise } from "./context.ts";

/** The only caller of plugins' hooks. */
export interface Driver {
  /**
   * Calls a hook. What it throws comes out as a ScanError that names plugin and hook.
   *
   * @throws {ScanError} PLUGIN_FAILED, or the ScanError that the hook threw
   */
  call<T>(plugin: string, hook: string, fn: () => MaybePromise<T>): Promise<T>;
  /** The hooks that have been called and have not settled, as `plugin.hook`, oldest first. */
  pending(): readonly string[];
}

/** Makes the driver of one run. */
export function createDriver(): Driver {
  const calls = new Set<{ readonly name: string }>();
  return {
    async call(plugin, hook, fn) {
      const call = { name: `${plugin}.${hook}` };
      calls.add(call);
      try {
        return await fn();
      } catch (error) {
        if (isScanError(error)) throw error;
        throw coreError("PLUGIN_FAILED", { plugin, hook, reason: toReason(error) }, { cause: error, plugin });
      } finally {
        calls.delete(call);
      }
    },
    pending: () => [...calls].map((call) => call.name),
  };
}
