import type { Failure } from "../model/mod.ts";
import type { DoneOutcome, FailedOutcome, Outcome, SkippedOutcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import { fakeTarget } from "./fake_target.ts";

/** What a fake outcome has instead of what it would have. */
export interface FakeOutcomeFields extends Partial<Omit<DoneOutcome, "target" | "status">> {
  readonly target?: Partial<Target>;
}

/**
 * Makes an outcome: a target that was scanned, without findings. With `error` it is one that could not be scanned,
 * with `reason` one that needed no scan.
 *
 * @example
 * ```ts
 * import { fakeFinding, fakeOutcome } from "hullscan/testing";
 *
 * const outcomes = [
 *   fakeOutcome({ data: { findings: [fakeFinding({ severity: "CRITICAL" })] } }),
 *   fakeOutcome({ target: { image: "gone:1" }, error: { code: "IMAGE_NOT_FOUND" } }),
 *   fakeOutcome({ reason: "up to date" }),
 * ];
 * const statuses = outcomes.map(({ status }) => status).join();
 * if (statuses !== "done,failed,skipped") throw new Error(statuses);
 * ```
 */
export function fakeOutcome(fields: FakeOutcomeFields & { readonly error: Partial<Failure> }): FailedOutcome;
export function fakeOutcome(fields: FakeOutcomeFields & { readonly reason: string }): SkippedOutcome;
export function fakeOutcome(fields?: FakeOutcomeFields): DoneOutcome;
export function fakeOutcome({
  target,
  error,
  reason,
  ...fields
}: FakeOutcomeFields & { readonly error?: Partial<Failure>; readonly reason?: string } = {}): Outcome {
  const base = {
    target: fakeTarget(target),
    data: error === undefined && reason === undefined ? { findings: [] } : {},
    pipeline: "test",
    startedAt: "2024-01-02T03:04:05.006Z",
    finishedAt: "2024-01-02T03:04:07.250Z",
    durationMs: 2244,
    ...fields,
  };
  if (error !== undefined) return { ...base, status: "failed", error: { ...FAILURE, ...error } };
  return reason === undefined ? { ...base, status: "done" } : { ...base, status: "skipped", reason };
}

const FAILURE: Failure = {
  code: "PLUGIN_FAILED",
  message: "It did not work",
  hint: "Try something else",
  stage: "process",
  retryable: false,
  fatal: false,
  usage: false,
};
