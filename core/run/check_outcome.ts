import { coreError } from "../errors/mod.ts";
import type { Failure } from "../model/failure.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import { checkResult } from "./check_result.ts";
import { findSettledFlaw } from "./check_target.ts";
import { expected, type Flaw, isPlain } from "./flaw.ts";
import { joinData } from "./join_data.ts";

/** Whose outcome it is, and what of. */
export interface CheckOutcomeOptions {
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
export function checkOutcome(value: unknown, { engine, target, pipeline }: CheckOutcomeOptions): Outcome {
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
