import { toErrorText } from "../errors/mod.ts";
import type { LogLevel, Retry, ScanEvent } from "../events/event.ts";
import type { Exec } from "../services/exec/exec.ts";
import type { Http } from "../services/http/http.ts";
import type { Logger, PluginContext, RunInfo, TargetContext } from "./context.ts";

/** What the contexts of one run are made from. */
export interface ContextParts {
  readonly run: RunInfo;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly exec: Exec;
  readonly http: Http;
  readonly emit: (event: ScanEvent) => void;
  readonly addSecret: (secret: string) => void;
}

/** Makes the context of one plugin. */
export function createContext(plugin: string, parts: ContextParts): PluginContext {
  const { run, cwd, signal, exec, http, addSecret } = parts;
  return { plugin, run, cwd, signal, exec, http, addSecret, log: createLogger(plugin, parts) };
}

/** Makes the context of a processor for one target. */
export function createTargetContext(
  { plugin, run, cwd, signal, exec, http, addSecret, log }: PluginContext,
  { target, defer, leaveLane, reportRetry }: Pick<TargetContext, "target" | "defer" | "leaveLane" | "reportRetry">,
): TargetContext {
  // Written out: what a spread leaves behind, for each target, is found by a full garbage collection only.
  return { plugin, run, cwd, signal, exec, http, addSecret, log, target, defer, leaveLane, reportRetry };
}

/** Makes a logger whose lines become events of the run. */
export function createLogger(plugin: string, { emit }: Pick<ContextParts, "emit">): Logger {
  const write = (level: LogLevel) => (said: unknown) => {
    // Not every plugin is TypeScript: some log an Error, or nothing.
    const message = typeof said === "string" ? said : toErrorText(said);
    emit({ type: "log", level, plugin, message });
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** Emits that a target is tried again: for those who watch targets, and as a line of the log. */
export function emitRetry(
  { emit }: Pick<ContextParts, "emit">,
  at: { readonly pipeline: string; readonly target: string; readonly plugin: string },
  { attempt, of, code, reason, delayMs }: Retry,
): void {
  emit({ type: "target.retry", ...at, attempt, of, code, reason, delayMs });
  const seconds = (delayMs / 1000).toFixed(delayMs < 10_000 ? 1 : 0);
  const message = `${reason}; attempt ${attempt} of ${of} in ${seconds} s`;
  emit({ type: "log", level: "warn", plugin: at.plugin, message, isRetry: true });
}
