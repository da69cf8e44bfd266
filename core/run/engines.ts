import { coreError, toFailure } from "../errors/mod.ts";
import type { Failure } from "../model/failure.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import { defineEngine } from "../plugin/define.ts";
import type { Driver } from "../plugin/driver.ts";
import type { Engine, EnginePipeline, Lane, Prepared } from "../plugin/engine.ts";
import type { EngineHooks } from "../plugin/hooks.ts";
import { describe, isRecord } from "../services/values.ts";
import { checkResult } from "./check_result.ts";
import { findSettledFlaw } from "./check_target.ts";
import { expected, type Flaw, isPlain } from "./flaw.ts";
import { joinData } from "./join_data.ts";
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
  description: "says what would be done, and does nothing",
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
    openPlan: () => keep(pipeline.openPlan()),
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
      return checkOutcome(outcome, { engine: name, target, pipeline });
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

/** Whose outcome it is, and what of. */
interface CheckOutcomeOptions {
  readonly engine: string;
  readonly target: Target;
  readonly pipeline: string;
}

/**
 * Checks what an engine has returned for a target, as it may come from another machine. Target and pipeline are those
 * that it was asked about, whatever it says.
 *
 * @throws {ScanError} RESULT_INVALID, which names engine, key and value
 */
function checkOutcome(value: unknown, { engine, target, pipeline }: CheckOutcomeOptions): Outcome {
  const fail = ({ at, reason }: Flaw) =>
    coreError("RESULT_INVALID", { plugin: engine, at, reason }, { plugin: engine });
  if (!isPlain(value)) throw fail(expected("", "an outcome", value));
  const { status, startedAt, finishedAt, durationMs, reason, error, planned } = value;
  for (const [at, time] of Object.entries({ startedAt, finishedAt })) {
    if (typeof time !== "string" || Number.isNaN(Date.parse(time))) throw fail(expected(at, "a time", time));
  }
  if (!Number.isFinite(durationMs)) throw fail(expected("durationMs", "a number", durationMs));
  const { patch } = checkResult({ skip: "", data: value.data }, engine);
  const data = joinData({}, patch, { plugin: engine, target });
  const times = { startedAt: String(startedAt), finishedAt: String(finishedAt), durationMs: Number(durationMs) };
  const base = { target, data, pipeline, ...times };
  if (status === "done") return { ...base, status };
  const flaw = findSettledFlaw({ status, reason, error });
  if (flaw) throw fail({ ...flaw, at: flaw.at.replace("settled.", "") });
  if (status === "skipped") {
    return { ...base, status, reason: String(reason), ...(planned === true && { planned }) };
  }
  return { ...base, status: "failed", error: readFailure(error as Readonly<Record<string, unknown>>) };
}

function readFailure({ code, message, hint, plugin, stage, ...flags }: Readonly<Record<string, unknown>>): Failure {
  return {
    code: String(code),
    message: String(message),
    ...(typeof hint === "string" && { hint }),
    ...(typeof plugin === "string" && { plugin }),
    ...(typeof stage === "string" && { stage }),
    retryable: flags.retryable === true,
    fatal: flags.fatal === true,
    usage: flags.usage === true,
  };
}
