import { setTimeout as delay } from "node:timers/promises";
import { EMPTY, lastValueFrom } from "rxjs";
import { findNearest } from "../../config/nearest.ts";
import { resolveConfig } from "../../config/resolve.ts";
import type { BoundPlugin, ResolvedConfig } from "../../config/resolved.ts";
import { isScanError, toReason } from "../../errors/mod.ts";
import { emptySummary } from "../../events/mod.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { PluginContext } from "../../plugin/context.ts";
import { createTargetContext } from "../../plugin/create_context.ts";
import type { Plugin, PluginKind } from "../../plugin/define.ts";
import type { EngineHooks, ObserverHooks, ProcessorHooks, SinkHooks, SourceHooks } from "../../plugin/hooks.ts";
import { createLifecycle } from "../../plugin/lifecycle.ts";
import { withLimit } from "../../plugin/with_limit.ts";
import { openPlugins } from "../../run/open_plugins.ts";
import { openRun } from "../../run/open_run.ts";
import { listPlugins, runPreflight, throwProblems } from "../../run/preflight.ts";
import { toPullable } from "../../run/pull.ts";
import { createPuller } from "../../run/puller.ts";
import { describe, withArticle } from "../../services/values.ts";
import { fakeOutcome, fakeTarget } from "../fakes.ts";
import { surround } from "../surround.ts";

/** How long, in milliseconds, what was closed may take to be gone. */
const PATIENCE_MS = 2000;
const STEP_MS = 10;

const HOOKS = {
  source: { one: ["targets"], other: ["count", "dispose"] },
  processor: { one: ["process"], other: ["dispose"] },
  sink: { one: ["compare", "write", "end"], other: ["dispose"] },
  observer: { one: ["observe"], other: ["dispose"] },
  engine: { one: ["open"], other: ["dispose"] },
} as const satisfies Record<PluginKind, { readonly one: readonly string[]; readonly other: readonly string[] }>;

/** How long, in milliseconds, a hook may take after an interruption. */
const INTERRUPT_LIMIT_MS = 10_000;

/** Checks a plugin at work: set up and released, and set up, interrupted, called and released. */
export async function checkRunning(plugin: Plugin, cwd: string): Promise<readonly string[]> {
  const config = await resolveConfig(surround(plugin), { cwd, outputDir: cwd }).catch((error) => toReason(error));
  if (typeof config === "string") return [`setup: it cannot run: ${config}`];
  const bound = listPlugins(config).filter((one) => one.plugin === plugin);
  const before = countResources();
  const problems = await visit(config, bound, { interrupts: false });
  if (problems.length === 0) problems.push(...(await visit(config, bound, { interrupts: true })));
  const open = await findLeftOpen(before);
  return open.length === 0 ? problems : [...problems, `dispose: it leaves open: ${open.join(", ")}`];
}

async function visit(
  config: ResolvedConfig,
  [bound]: readonly BoundPlugin[],
  { interrupts }: { readonly interrupts: boolean },
): Promise<string[]> {
  if (bound === undefined) return [];
  const { kind, definition } = bound.plugin;
  const { name } = definition;
  const problems: string[] = [];
  const controller = new AbortController();
  const ignore = () => {};
  const run = openRun(config, { signal: controller.signal, emit: ignore, label: "test" });
  const warn = (text: string) => void problems.push(`dispose: ${text}`);
  const lifecycle = createLifecycle({ driver: run.driver, log: { debug: ignore, info: ignore, warn, error: ignore } });
  const contextOf = kind === "sink" ? run.sinkContextOf : run.contextOf;
  let rule = "preflight";
  try {
    throwProblems(await runPreflight([bound], { driver: run.driver, contextOf }));
    rule = "setup";
    const [open] = await openPlugins([bound], { lifecycle, contextOf });
    if (open === undefined) return problems;
    problems.push(...checkHooks(kind, open.hooks));
    if (!interrupts || problems.length > 0) return problems;
    rule = "interrupt";
    controller.abort();
    const work = callHooks(kind, open.hooks, open.ctx);
    await withLimit(work, { plugin: name, hook: "its hooks", limitMs: INTERRUPT_LIMIT_MS });
  } catch (error) {
    // To fail is a fair answer to an interruption.
    const isFair = rule === "interrupt" && !(isScanError(error) && error.code === "HOOK_TIMEOUT");
    if (!isFair) problems.push(`${rule}: ${toReason(error)}`);
  } finally {
    for (const fatal of await lifecycle.close()) warn(fatal.message);
    await run.close();
  }
  return problems;
}

/** Calls the hooks of a plugin whose run is interrupted, as the run would. */
async function callHooks(
  kind: Plugin["kind"],
  hooks: SourceHooks | ProcessorHooks | SinkHooks | ObserverHooks | EngineHooks,
  ctx: PluginContext,
): Promise<void> {
  const target = fakeTarget();
  if (kind === "source") {
    const puller = createPuller(toPullable((hooks as SourceHooks).targets(ctx)));
    await puller.next();
    await puller.close();
  } else if (kind === "processor") {
    const cleanups: (() => unknown)[] = [];
    const targetContext = createTargetContext(ctx, {
      target,
      defer: (cleanup) => void cleanups.unshift(cleanup),
      leaveLane: (wait) => wait(),
      reportRetry: () => {},
    });
    try {
      await (hooks as ProcessorHooks).process({ target, data: {} }, targetContext);
    } finally {
      for (const cleanup of cleanups) await cleanup();
    }
  } else if (kind === "observer") {
    const watching = (hooks as ObserverHooks).observe(EMPTY, ctx);
    if (watching instanceof Promise) await watching;
    else if (watching && "subscribe" in watching) await lastValueFrom(watching, { defaultValue: undefined });
    else watching?.unsubscribe();
  } else if (kind === "engine") {
    const none = async (): Promise<Outcome> => fakeOutcome({ target });
    const pipeline = { name: "test", jobs: 1, processors: [], signal: ctx.signal };
    const open = { openHere: async () => ({ process: none }), openPlan: async () => ({ process: none }) };
    const engine = await (hooks as EngineHooks).open({ ...pipeline, ...open }, ctx);
    try {
      await engine.process(target);
    } finally {
      await engine.close?.();
    }
  } else {
    const sinkContext = { ...ctx, artifact: () => {} };
    await (hooks as SinkHooks).compare?.(fakeOutcome(), sinkContext);
    await (hooks as SinkHooks).write?.(fakeOutcome(), sinkContext);
    await (hooks as SinkHooks).end?.({ ...emptySummary(), label: "test", interrupted: true }, sinkContext);
  }
}

/** Checks that what `setup` gave has a hook that its kind lives by, and none that nobody would call. */
function checkHooks(kind: PluginKind, hooks: object): readonly string[] {
  const { one, other } = HOOKS[kind];
  const known: readonly string[] = [...one, ...other];
  const problems: string[] = [];
  if (!one.some((hook) => Reflect.get(hooks, hook) !== undefined))
    problems.push(`hooks: there is no ${one.join(" and no ")}`);
  for (const [hook, value] of Object.entries(hooks)) {
    const nearest = findNearest(hook, known);
    const mean = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    if (!known.includes(hook)) problems.push(`hooks: ${withArticle(kind)} has no hook "${hook}"${mean}`);
    else if (value !== undefined && typeof value !== "function") {
      problems.push(`hooks: ${hook} is ${describe(value)}, not a function`);
    }
  }
  return problems;
}

/** What keeps the process alive, by its type. */
type Resources = ReadonlyMap<string, number>;

/** Counts what keeps the process alive: servers, sockets, child processes, timers, requests that are under way. */
function countResources(): Resources {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** The types of what is there that was not there before, when what is being closed is gone; none where nothing is. */
async function findLeftOpen(before: Resources): Promise<readonly string[]> {
  for (let waited = 0; ; waited += STEP_MS) {
    const left = [...countResources()].filter(([type, count]) => count > (before.get(type) ?? 0));
    if (left.length === 0 || waited >= PATIENCE_MS) return left.map(([type]) => type);
    await delay(STEP_MS);
  }
}
