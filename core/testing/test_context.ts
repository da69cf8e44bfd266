import { randomUUID } from "node:crypto";
import type { ScanError } from "../errors/mod.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Target } from "../model/target.ts";
import type { PreflightContext, SinkContext, TargetContext } from "../plugin/context.ts";
import { createContext, emitRetry } from "../plugin/create_context.ts";
import { createExec, createHttp } from "../services/mod.ts";

/** Options of `testContext()`. All else is real: children are started, requests are made. */
export interface TestContextOptions {
  /** @default {"test"} */
  readonly plugin?: string;
  /** @default The current folder */
  readonly cwd?: string;
  /** @default The same as cwd */
  readonly outputDir?: string;
  /** @default {"test"} */
  readonly label?: string;
  /** @default Now */
  readonly startedAt?: Date;
  readonly signal?: AbortSignal;
}

/** A context for plugins under test. It records what they do with it. */
export interface TestContext {
  readonly ctx: SinkContext;
  /** The context for one target. */
  forTarget(target: Target): TargetContext;
  /** The context for a preflight. @default As before a run */
  forPreflight(options?: { readonly isThorough?: boolean; readonly asksForTargets?: boolean }): PreflightContext;
  /** What preflights have noted. */
  readonly facts: readonly string[];
  /** What preflights have foreseen. */
  readonly foreseen: readonly ScanError[];
  /** The log lines so far, as `warn: text`. */
  readonly logs: readonly string[];
  /** The files that a sink has said to be complete. */
  readonly artifacts: readonly string[];
  /** What it wants to be masked. Nothing is: a test sees what is said. */
  readonly secrets: readonly string[];
  /** Runs the clean-ups of targets, newest first, as a run does before it disposes of its plugins. */
  cleanUp(): Promise<void>;
  /** Runs clean-ups that have not run, then stops children and connections. */
  close(): Promise<void>;
}

/**
 * Makes a context for calling a single function of a plugin; a whole plugin is better run by `runSource` and the like.
 *
 * @example
 * ```ts
 * import type { PluginContext } from "hullscan";
 * import { testContext } from "hullscan/testing";
 *
 * function greet({ log, plugin }: PluginContext) {
 *   log.info(`I am ${plugin}`);
 * }
 *
 * const { ctx, logs, close } = testContext({ plugin: "pager" });
 * greet(ctx);
 * await close();
 * if (logs.join() !== "info: I am pager") throw new Error(logs.join());
 * ```
 */
export function testContext(options: TestContextOptions = {}): TestContext {
  const { plugin = "test", cwd = process.cwd(), signal = new AbortController().signal } = options;
  const { label = "test", startedAt = new Date(), outputDir = cwd } = options;
  const logs: string[] = [];
  const facts: string[] = [];
  const foreseen: ScanError[] = [];
  const artifacts: string[] = [];
  const secrets: string[] = [];
  const cleanups: (() => unknown)[] = [];
  const { exec, stop } = createExec({ signal });
  const { http, close } = createHttp({ signal });
  const emit = (event: ScanEvent) => {
    if (event.type === "log") logs.push(`${event.level}: ${event.message}`);
  };
  const run = { id: randomUUID(), label, startedAt, outputDir };
  const addSecret = (secret: string) => void secrets.push(secret);
  const base = createContext(plugin, { run, cwd, signal, exec, http, emit, addSecret });
  async function cleanUp(): Promise<void> {
    for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) await cleanup();
  }
  return {
    ctx: { ...base, artifact: (path) => void artifacts.push(path) },
    forTarget: (target) => ({
      ...base,
      target,
      defer: (cleanup) => void cleanups.push(cleanup),
      leaveLane: (wait) => wait(),
      reportRetry: (retry) => emitRetry({ emit }, { pipeline: label, target: target.id, plugin }, retry),
    }),
    forPreflight: ({ isThorough = false, asksForTargets = false } = {}) => ({
      ...base,
      isThorough,
      asksForTargets,
      note: (fact) => void facts.push(fact),
      foresee: (error) => void foreseen.push(error),
      claim: () => {},
    }),
    facts,
    foreseen,
    logs,
    artifacts,
    secrets,
    cleanUp,
    async close() {
      await cleanUp();
      await stop();
      await close();
    },
  };
}
