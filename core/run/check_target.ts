import { coreError, toFailure, toReason } from "../errors/mod.ts";
import { DEFAULT_MIN_SEVERITY, isSeverity, SEVERITIES } from "../model/mod.ts";
import type { Target, TargetKind } from "../model/target.ts";
import { expected, type Flaw, findJsonFlaw, findTrap, isPlain } from "./flaw.ts";

/**
 * Checks what a source has emitted. What is no target becomes one that has failed, so that it is counted, reported and
 * named: the run goes on.
 *
 * @param place Its position among what the source has emitted, from 1: it names what has no id of its own
 */
export function checkTarget(value: unknown, source: string, place: number): Target {
  const [flaw, sound] = inspect(value);
  if (flaw === undefined) return sound as unknown as Target;
  const error = coreError("TARGET_INVALID", { source, ...flaw }, { plugin: source });
  return {
    ...keepSound(sound, { id: `${source}: target ${place}`, from: source }),
    settled: { status: "failed", error: toFailure(error, { plugin: source, stage: "targets" }) },
  };
}

/**
 * Checks a target that another run has written.
 *
 * @throws {ScanError} TARGET_INVALID, which names where it comes from, key and value
 */
export function requireTarget(value: unknown, from: string): Target {
  const [flaw, sound] = inspect(value);
  if (flaw === undefined) return sound as unknown as Target;
  throw coreError("TARGET_INVALID", { source: from, ...flaw }, { plugin: from });
}

/** What is wrong with a target, and what can be read of it. */
function inspect(value: unknown): readonly [flaw: Flaw | undefined, readable: Readonly<Record<string, unknown>>] {
  let flaw: Flaw | undefined;
  try {
    flaw = findTargetFlaw(value);
    if (!isPlain(value)) return [flaw, {}];
    return [flaw, flaw === undefined ? withoutUndefined(value) : { ...value }];
  } catch (error) {
    return [flaw ?? { at: "", reason: `it cannot be read (${toReason(error)})` }, {}];
  }
}

/** What can be kept of a target to name it by. */
function keepSound(value: Readonly<Record<string, unknown>>, { id, from }: { id: string; from: string }): Target {
  const { image, dockerfile, kind, minSeverity, origin } = value;
  return {
    id: isText(value.id) ? value.id : id,
    kind: isText(kind) ? (kind as TargetKind) : isText(dockerfile) ? "dockerfile" : "image",
    ...(isText(image) && { image }),
    ...(isText(dockerfile) && { dockerfile }),
    minSeverity: isSeverity(minSeverity) ? minSeverity : DEFAULT_MIN_SEVERITY,
    origin: findOriginFlaw(origin) === undefined ? (origin as Target["origin"]) : { from },
  };
}

function findTargetFlaw(value: unknown): Flaw | undefined {
  if (!isPlain(value)) return expected("", "an object", value);
  const trap = findTrap(value);
  if (trap) return { ...trap, at: trap.at.slice(1) };
  const { settled, ...target } = value;
  const { id, kind, minSeverity, labels, origin } = target;
  if (!isText(id)) return expected("id", "text", id);
  if (!isText(kind)) return expected("kind", "text", kind);
  if (!isSeverity(minSeverity)) return expected("minSeverity", `one of ${SEVERITIES.join(", ")}`, minSeverity);
  const wrong = ["image", "dockerfile", "platform"].find((key) => target[key] !== undefined && !isText(target[key]));
  if (wrong !== undefined) return expected(wrong, "text, or nothing", target[wrong]);
  return findLabelsFlaw(labels) ?? findOriginFlaw(origin) ?? findSettledFlaw(settled) ?? findFlawInside(target);
}

function findLabelsFlaw(labels: unknown): Flaw | undefined {
  if (labels === undefined) return undefined;
  if (!isPlain(labels)) return expected("labels", "an object", labels);
  const wrong = Object.keys(labels).find((key) => typeof labels[key] !== "string");
  return wrong === undefined ? undefined : expected(`labels.${wrong}`, "text", labels[wrong]);
}

function findOriginFlaw(origin: unknown): Flaw | undefined {
  if (!isPlain(origin)) return expected("origin", "an object", origin);
  const { from, line } = origin;
  if (typeof from !== "string") return expected("origin.from", "text", from);
  return line === undefined || Number.isInteger(line) ? undefined : expected("origin.line", "a line, from 1", line);
}

/** What is wrong with how a target has ended. */
export function findSettledFlaw(settled: unknown): Flaw | undefined {
  if (settled === undefined) return undefined;
  if (!isPlain(settled)) return expected("settled", "an object", settled);
  const trap = findTrap(settled);
  if (trap) return { ...trap, at: `settled${trap.at}` };
  const { status, reason, error } = settled;
  if (status === "skipped") return isText(reason) ? undefined : expected("settled.reason", "text", reason);
  if (status !== "failed") return expected("settled.status", "failed or skipped", status);
  if (!isPlain(error)) return expected("settled.error", "an object", error);
  const wrong = ["code", "message"].find((key) => !isText(error[key]));
  if (wrong !== undefined) return expected(`settled.error.${wrong}`, "text", error[wrong]);
  const { hint } = error;
  if (hint !== undefined && typeof hint !== "string") return expected("settled.error.hint", "text", hint);
  return findJsonFlaw(error, "settled.error");
}

function findFlawInside(target: Readonly<Record<string, unknown>>): Flaw | undefined {
  for (const [key, value] of Object.entries(target)) {
    const flaw = value === undefined ? undefined : findJsonFlaw(value, key);
    if (flaw) return flaw;
  }
  return undefined;
}

/** A record as JSON would keep it: without keys that have no value. Itself where it has none. */
function withoutUndefined(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(record);
  const kept = entries
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, isPlain(value) ? withoutUndefined(value) : value] as const);
  const isSame = kept.length === entries.length && kept.every(([key, value]) => record[key] === value);
  return isSame ? record : Object.fromEntries(kept);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
