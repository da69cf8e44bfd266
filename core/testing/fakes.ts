import type { Failure, ScanFacts } from "../model/mod.ts";
import type { DoneOutcome, FailedOutcome, Outcome, SkippedOutcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";

/** Fields that a fake outcome has instead of its defaults. */
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

/**
 * Makes a target: the image `nginx:1.27`, or what the fields say. Its id and kind follow from them.
 *
 * @example
 * ```ts
 * import { fakeTarget } from "hullscan/testing";
 *
 * if (fakeTarget({ image: "alpine:3.20" }).id !== "image:alpine:3.20") throw new Error("another id");
 * ```
 */
export function fakeTarget(fields: Partial<Target> = {}): Target {
  const { dockerfile, image = dockerfile === undefined ? "nginx:1.27" : undefined } = fields;
  return {
    id: dockerfile === undefined ? `image:${image}` : `dockerfile:${dockerfile}`,
    kind: dockerfile === undefined ? "image" : "dockerfile",
    ...(image !== undefined && { image }),
    minSeverity: "HIGH",
    origin: { from: "fakeTarget()" },
    ...fields,
  };
}

/**
 * Makes the facts of a scan by a scanner called `fake`, without caveats.
 *
 * @example
 * ```ts
 * import { fakeOutcome, fakeScan } from "hullscan/testing";
 *
 * const caveats = [{ code: "OS_UNKNOWN", message: "It is not known" }];
 * const { data } = fakeOutcome({ data: { findings: [], scans: [fakeScan({ caveats })] } });
 * if (data.scans?.[0]?.caveats.length !== 1) throw new Error("no caveat");
 * ```
 */
export function fakeScan(fields: Partial<ScanFacts> = {}): ScanFacts {
  return {
    scanner: { name: "fake", version: "1.0.0" },
    origin: "scan",
    scannedAt: "2024-01-02T03:04:07.000Z",
    attempts: 1,
    caveats: [],
    ...fields,
  };
}
