import { coreError } from "../errors/mod.ts";
import type { Comparison } from "../model/comparison.ts";
import type { Failure } from "../model/failure.ts";
import type { Outcome } from "../model/outcome.ts";
import { isSeverity } from "../model/severity.ts";
import type { Target } from "../model/target.ts";
import { checkResult } from "./check_result.ts";
import { findSettledFlaw, requireTarget } from "./check_target.ts";
import { expected, type Flaw, isPlain } from "./flaw.ts";
import { joinData } from "./join_data.ts";

/** Whose outcome it is, and what of. */
export interface CheckOutcomeOptions {
  /** Who says so: an engine, or what was read. */
  readonly from: string;
  /** Who has found what does not say so. @default {from} */
  readonly scanner?: string;
  readonly target: Target;
  readonly pipeline: string;
}

/**
 * Checks an outcome that comes from elsewhere: from an engine, and so maybe from another machine. Target and pipeline are
 * those that it was asked about, whatever it says.
 *
 * @throws {ScanError} RESULT_INVALID, which names where it comes from, key and value
 */
export function checkOutcome(value: unknown, { from, scanner = from, target, pipeline }: CheckOutcomeOptions): Outcome {
  const fail = ({ at, reason }: Flaw) => coreError("RESULT_INVALID", { plugin: from, at, reason }, { plugin: from });
  if (!isPlain(value)) throw fail(expected("", "an outcome", value));
  const { status, startedAt, finishedAt, durationMs, reason, error, planned, unchanged } = value;
  for (const [at, time] of Object.entries({ startedAt, finishedAt })) {
    if (typeof time !== "string" || Number.isNaN(Date.parse(time))) throw fail(expected(at, "a time", time));
  }
  if (!Number.isFinite(durationMs)) throw fail(expected("durationMs", "a number", durationMs));
  const { patch } = checkResult({ skip: "", data: value.data }, from);
  const data = joinData({}, patch, { plugin: scanner, target });
  const times = { startedAt: String(startedAt), finishedAt: String(finishedAt), durationMs: Number(durationMs) };
  const base = { target, data, pipeline, ...times };
  if (status === "done") return { ...base, status };
  const flaw = findSettledFlaw({ status, reason, error });
  if (flaw) throw fail({ ...flaw, at: flaw.at.replace("settled.", "") });
  if (status === "skipped") {
    const skipped = { ...base, status, reason: String(reason) } as const;
    if (planned === true) return { ...skipped, planned };
    return unchanged === true ? { ...skipped, unchanged } : skipped;
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

/**
 * Reads an outcome that another run has written, with its target.
 *
 * @param from What is read, for messages
 * @param scanner Who has found what does not say so
 * @throws {ScanError} RESULT_INVALID, TARGET_INVALID
 */
export function parseOutcome(value: unknown, from: string, scanner = from): Outcome {
  const record = isPlain(value) ? value : {};
  const target = requireTarget(record.target, from);
  const pipeline = typeof record.pipeline === "string" ? record.pipeline : "";
  const outcome = checkOutcome(value, { from, scanner, target, pipeline });
  const comparison = readComparison(record.comparison, from);
  return {
    ...outcome,
    ...(typeof record.position === "number" && { position: record.position }),
    ...(comparison && { comparison }),
  };
}

function readComparison(value: unknown, from: string): Comparison | undefined {
  if (!isPlain(value) || typeof value.with !== "string") return undefined;
  const { isFirst, minSeverity } = value;
  const { patch } = checkResult({ findings: value.gone ?? [] }, from);
  return {
    with: value.with,
    gone: patch.findings ?? [],
    ...(isFirst === true && { isFirst }),
    ...(isSeverity(minSeverity) && { minSeverity }),
  };
}
