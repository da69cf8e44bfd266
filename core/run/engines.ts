import { toFailure } from "../errors/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import { defineEngine } from "../plugin/define.ts";
import type { Driver } from "../plugin/driver.ts";
import type { Engine, EnginePipeline, Lane, Prepared } from "../plugin/engine.ts";
import type { EngineHooks } from "../plugin/hooks.ts";
import { describe, isRecord } from "../services/values.ts";
import { checkOutcome } from "./check_outcome.ts";
import type { OpenPlugin } from "./open_plugins.ts";

/** The engine of an ordinary run: the processors run in this process. */
export const localEngine = defineEngine({
  name: "local",
  description: "runs the processors in this process",
  setup: () => ({ open: (pipeline) => pipeline.openHere() }),
});

/** The engine of a dry run: it only says what would be done. */
export const planEngine = defineEngine({
  name: "plan",
  description: "says what would be done, and changes nothing",
  setup: () => ({ open: (pipeline) => pipeline.openPlan() }),
});

/**
 * Opens an engine for a pipeline. What an engine returns that is not of this process is checked like anything foreign, and
 * what it throws fails its target.
 */
export async function openEngine(
  { name, hooks, ctx }: OpenPlugin<EngineHooks>,
  pipeline: EnginePipeline,
  driver: Driver,
): Promise<Engine> {
  const own = new Set<Engine>();
  const keep = (engine: Engine) => {
    own.add(engine);
    return engine;
  };
  const seen = {
    ...pipeline,
    openHere: async () => keep(await pipeline.openHere()),
    openPlan: async () => keep(await pipeline.openPlan()),
  };
  const engine = await driver.call(name, "open", async () => checkEngine(await hooks.open(seen, ctx)));
  return own.has(engine) ? engine : distrust(engine, { name, pipeline: pipeline.name, driver });
}

/** A user's engine may have returned something else than its type says, or nothing. */
function checkEngine(engine: Engine): Engine {
  const returned: unknown = engine;
  if (!isRecord(returned)) throw new TypeError(`it returned ${describe(returned)}, not an object with process()`);
  if (typeof returned.process === "function") return engine;
  throw new TypeError(`it returned an object whose process is ${describe(returned.process)}, not a function`);
}

interface DistrustOptions {
  readonly name: string;
  readonly pipeline: string;
  readonly driver: Driver;
}

function distrust(engine: Engine, { name, pipeline, driver }: DistrustOptions): Engine {
  const fail = (error: unknown, stage: string) =>
    ({ status: "failed", error: toFailure(error, { plugin: name, stage }) }) as const;

  async function process(target: Target, known?: Prepared, lane?: Lane): Promise<Outcome> {
    const startedAt = new Date().toISOString();
    const clock = performance.now();
    try {
      const outcome: unknown = await driver.call(name, "process", () => engine.process(target, known, lane));
      return checkOutcome(outcome, { from: name, target, pipeline });
    } catch (error) {
      const durationMs = Math.round(performance.now() - clock);
      const times = { startedAt, finishedAt: new Date().toISOString(), durationMs };
      return { target, data: {}, pipeline, ...times, ...fail(error, "process") };
    }
  }

  async function prepare(target: Target): Promise<Prepared> {
    const clock = performance.now();
    try {
      return await driver.call(name, "prepare", () => engine.prepare?.(target) ?? { data: {}, durationMs: 0 });
    } catch (error) {
      return { data: {}, durationMs: performance.now() - clock, ending: fail(error, "prepare") };
    }
  }

  return {
    process,
    ...(engine.prepare && { prepare }),
    ...(engine.close && { close: () => driver.call(name, "close", () => engine.close?.()) }),
  };
}
