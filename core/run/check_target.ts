import { coreError, toFailure, toReason } from "../errors/mod.ts";
import { DEFAULT_SEVERITY_LEVEL, isSeverityLevel } from "../model/mod.ts";
import { TARGET_KINDS, type Target, type TargetKind } from "../model/target.ts";
import { expected, type Flaw, findJsonFlaw, isPlain } from "./flaw.ts";

/**
 * Checks what a source has emitted. What is no target becomes one that has failed, so that it is counted, reported and
 * named: the run goes on.
 *
 * @param place Its position among what the source has emitted, from 1: it names what has no id of its own
 */
export function checkTarget(value: unknown, source: string, place: number): Target {
  const [flaw, sound] = inspect(value);
  if (flaw === undefined) return value as Target;
  const error = coreError("TARGET_INVALID", { source, ...flaw }, { plugin: source });
  return {
    ...keepSound(sound, { id: `${source}: target ${place}`, from: source }),
    settled: { status: "failed", error: toFailure(error, { plugin: source, stage: "targets" }) },
  };
}

/** What is wrong with a target, and what can be read of it. */
function inspect(value: unknown): readonly [flaw: Flaw | undefined, readable: Readonly<Record<string, unknown>>] {
  try {
    const flaw = findTargetFlaw(value);
    return [flaw, flaw !== undefined && isPlain(value) ? { ...value } : {}];
  } catch (error) {
    return [{ at: "", reason: `it cannot be read (${toReason(error)})` }, {}];
  }
}

/** What can be kept of a target to name it by. */
function keepSound(value: Readonly<Record<string, unknown>>, { id, from }: { id: string; from: string }): Target {
  const { image, dockerfile, kind, severityLevel, origin } = value;
  const isLevel = typeof severityLevel === "number" && isSeverityLevel(severityLevel);
  return {
    id: isText(value.id) ? value.id : id,
    kind: isKind(kind) ? kind : isText(dockerfile) ? "dockerfile" : "image",
    ...(isText(image) && { image }),
    ...(isText(dockerfile) && { dockerfile }),
    severityLevel: isLevel ? severityLevel : DEFAULT_SEVERITY_LEVEL,
    origin: findOriginFlaw(origin) === undefined ? (origin as Target["origin"]) : { from },
  };
}

function findTargetFlaw(value: unknown): Flaw | undefined {
  if (!isPlain(value)) return expected("", "an object", value);
  const { settled, ...target } = value;
  const { id, kind, severityLevel, origin } = target;
  if (!isText(id)) return expected("id", "text", id);
  if (!isKind(kind)) return expected("kind", `one of ${TARGET_KINDS.join(", ")}`, kind);
  if (typeof severityLevel !== "number" || !isSeverityLevel(severityLevel)) {
    return expected("severityLevel", "a whole number from 1 to 5", severityLevel);
  }
  const wrong = ["image", "dockerfile", "platform"].find((key) => target[key] !== undefined && !isText(target[key]));
  if (wrong !== undefined) return expected(wrong, "text, or nothing", target[wrong]);
  return findOriginFlaw(origin) ?? findSettledFlaw(settled) ?? findFlawInside(target);
}

function findOriginFlaw(origin: unknown): Flaw | undefined {
  if (!isPlain(origin)) return expected("origin", "an object", origin);
  const { from, line } = origin;
  if (typeof from !== "string") return expected("origin.from", "text", from);
  return line === undefined || Number.isInteger(line) ? undefined : expected("origin.line", "a line, from 1", line);
}

function findSettledFlaw(settled: unknown): Flaw | undefined {
  if (settled === undefined) return undefined;
  if (!isPlain(settled)) return expected("settled", "an object", settled);
  const { status, reason, error } = settled;
  if (status === "skipped") return isText(reason) ? undefined : expected("settled.reason", "text", reason);
  if (status !== "failed") return expected("settled.status", "failed or skipped", status);
  if (!isPlain(error)) return expected("settled.error", "an object", error);
  // The cause is not plain data: an Error. It never leaves the process.
  const { cause: _, ...failure } = error;
  const wrong = ["code", "message"].find((key) => !isText(failure[key]));
  if (wrong !== undefined) return expected(`settled.error.${wrong}`, "text", failure[wrong]);
  const { hint } = failure;
  if (hint !== undefined && typeof hint !== "string") return expected("settled.error.hint", "text", hint);
  return findJsonFlaw(failure, "settled.error");
}

function findFlawInside(target: Readonly<Record<string, unknown>>): Flaw | undefined {
  for (const [key, value] of Object.entries(target)) {
    const flaw = value === undefined ? undefined : findJsonFlaw(value, key);
    if (flaw) return flaw;
  }
  return undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isKind(value: unknown): value is TargetKind {
  return TARGET_KINDS.some((kind) => kind === value);
}
