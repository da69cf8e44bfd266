import { randomUUID } from "node:crypto";
import type { ResolvedConfig } from "../config/resolved.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { PluginContext, RunInfo } from "../plugin/context.ts";
import { createContext } from "../plugin/create_context.ts";
import { createDriver, type Driver } from "../plugin/driver.ts";
import { createExec, createHttp, createRedactor, type Redactor } from "../services/mod.ts";
import { createMasking, type Masking } from "./masking.ts";

/** What a run is opened with. */
export interface OpenRunOptions {
  /** Fires when the run is interrupted. */
  readonly signal: AbortSignal;
  readonly emit: (event: ScanEvent) => void;
  /** Whether somebody wants to hear of each processor: two events for each and each target have their price. @default {false} */
  readonly isDetailed?: boolean;
  readonly label?: string | undefined;
  /** Knows the secrets to be masked. @default One for process.env */
  readonly redactor?: Redactor;
}

/** The services of one run, and the contexts made from them. */
export interface OpenRun {
  readonly run: RunInfo;
  readonly driver: Driver;
  /** The context of sources and processors: their children and requests end when the run is stopped. */
  readonly contextOf: (plugin: string) => PluginContext;
  /** The context of sinks: their children and requests end when the run is closed. */
  readonly sinkContextOf: (plugin: string) => PluginContext;
  /** Emits what happens, with secrets masked. */
  readonly emit: (event: ScanEvent) => void;
  /** The same for each processor and target; undefined where nobody wants to hear of that. */
  readonly emitDetail: ((event: ScanEvent) => void) | undefined;
  /** Masks what leaves the run otherwise. */
  readonly masking: Masking;
  /** Fires when nothing more is to be worked on: the run is interrupted, or it has stopped by itself. */
  readonly stopped: AbortSignal;
  /** Stops what is in work, as going on makes no sense: a sink is broken. For plugins that is no interruption. */
  stop(): void;
  /** Stops the children and closes the connections of the run. */
  close(): Promise<void>;
}

/** Opens the services of a run. */
export function openRun(
  config: ResolvedConfig,
  { signal, label, redactor, isDetailed = false, ...out }: OpenRunOptions,
): OpenRun {
  const { cwd, outputDir, pipelines, minSeverity, owners } = config;
  const own = new AbortController();
  const stopped = AbortSignal.any([signal, own.signal]);
  const { add: addSecret, ...masks } = redactor ?? createRedactor(process.env);
  const masking = createMasking(masks);
  const emit = (event: ScanEvent) => out.emit(masking.event(event));
  const working = { exec: createExec({ signal: stopped }), http: createHttp({ signal: stopped }) };
  // Sinks still work when the run is interrupted: what was finished has to reach its end.
  const delivering = { exec: createExec(), http: createHttp() };
  const contextFrom = ({ exec: { exec }, http: { http } }: typeof working) => {
    return (plugin: string) => createContext(plugin, { run, cwd, signal, exec, http, emit, addSecret });
  };
  const run: RunInfo = {
    id: randomUUID(),
    label: label ?? pipelines.map((pipeline) => pipeline.name).join("+"),
    startedAt: new Date(),
    outputDir,
    jobs: Math.max(1, ...pipelines.map(({ jobs }) => jobs)),
    ...(minSeverity && { minSeverity }),
    ...(owners && { owners }),
  };
  return {
    run,
    driver: createDriver({ signal: stopped }),
    contextOf: contextFrom(working),
    sinkContextOf: contextFrom(delivering),
    emit,
    emitDetail: isDetailed ? emit : undefined,
    masking,
    stopped,
    stop: () => own.abort(),
    async close() {
      for (const { exec, http } of [working, delivering]) {
        await exec.stop();
        await http.close();
      }
    },
  };
}
