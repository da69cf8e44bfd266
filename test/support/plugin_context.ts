import type { Logger, PluginContext, RunInfo, SinkContext } from "#core/plugin/mod.ts";

/** One line of the log: `warn: ...`. */
export interface RecordedLog {
  readonly log: Logger;
  readonly lines: string[];
}

/** Makes a logger that keeps what it is given. */
export function recordLog(): RecordedLog {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { lines, log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

/** What a test may choose; the rest gets plain values. */
export interface PluginContextOptions {
  readonly plugin?: string;
  readonly log?: Logger;
  readonly signal?: AbortSignal;
  readonly run?: Partial<RunInfo>;
}

/** Makes the context of a plugin that works in the folder `cwd` and neither starts processes nor uses the network. */
export function createPluginContext(cwd: string, options: PluginContextOptions = {}): PluginContext {
  const refuse = (): never => {
    throw new Error("This plugin must start no process and make no request");
  };
  const run = { id: "run-1", label: "remote", startedAt: new Date(2024, 0, 2, 3, 4, 5), outputDir: cwd };
  return {
    plugin: options.plugin ?? "tested",
    signal: options.signal ?? new AbortController().signal,
    log: options.log ?? recordLog().log,
    cwd,
    exec: refuse,
    http: refuse,
    addSecret: () => undefined,
    run: { ...run, ...options.run },
  };
}

/** Makes the context of a sink, and the list of the artifacts that it announces. */
export function createSinkContext(cwd: string, options: PluginContextOptions = {}) {
  const artifacts: string[] = [];
  const ctx: SinkContext = { ...createPluginContext(cwd, options), artifact: (path) => void artifacts.push(path) };
  return { ctx, artifacts };
}
