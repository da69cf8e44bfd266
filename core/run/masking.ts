import type { ScanEvent, Summary } from "../events/mod.ts";
import type { Failure } from "../model/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ScanData } from "../model/record.ts";
import type { Settled, Target } from "../model/target.ts";
import { maskDeep } from "../services/secrets/mask_deep.ts";
import type { Redactor } from "../services/secrets/redact.ts";

/**
 * Masks whatever leaves a run: events, what sinks are handed, and the error that it ends with. What there is nothing to
 * mask in is returned as it is.
 *
 * Findings and packages are never masked: a secret that a scanner has found is what the report is about, and its texts
 * are the advisories' and the image's own. What names a target keeps plain words, see {@linkcode Redactor.maskName}.
 */
export interface Masking {
  target(target: Target): Target;
  /** The outcome of a target that is masked already. */
  outcome(outcome: Outcome, target: Target): Outcome;
  event(event: ScanEvent): ScanEvent;
  summary(summary: Summary): Summary;
  /** Anything else: what was thrown, with its hint, problems and causes. */
  value<T>(value: T): T;
}

/** Makes what masks the secrets that a redactor knows. */
export function createMasking({ mask, maskName }: Pick<Redactor, "mask" | "maskName">): Masking {
  // Plugins return what they like: not every text of theirs is one.
  const deep = <T>(value: T): T => maskDeep(value, mask);
  const naming = <T>(value: T): T => maskDeep(value, maskName);

  function maskFailure(failure: Failure): Failure {
    const { code, plugin, stage } = failure;
    const masked = deep(failure);
    if (masked === failure) return failure;
    return { ...masked, code, ...(plugin !== undefined && { plugin }), ...(stage !== undefined && { stage }) };
  }
  function maskSettled(settled: Settled): Settled {
    if (settled.status === "failed") return withChanges(settled, { error: maskFailure(settled.error) });
    return withChanges(settled, { reason: deep(settled.reason) });
  }
  function maskTarget(target: Target): Target {
    const { settled, ...names } = target;
    const masked = naming(names);
    const ending = settled && maskSettled(settled);
    if (masked === names && ending === settled) return target;
    return { ...masked, ...(ending && { settled: ending }) };
  }
  function maskData(data: Readonly<Partial<ScanData>>): Readonly<Partial<ScanData>> {
    const { findings, packages, image, ...others } = data;
    const masked = deep(others);
    const name = naming(image);
    if (masked === others && name === image) return data;
    return {
      ...(name !== undefined && { image: name }),
      ...masked,
      ...(findings && { findings }),
      ...(packages && { packages }),
    };
  }
  function maskSummary(summary: Summary): Summary {
    const failures = summary.failures.map((failure) => {
      return withChanges(failure, { name: naming(failure.name), error: maskFailure(failure.error) });
    });
    const isSame = failures.every((failure, index) => failure === summary.failures[index]);
    return withChanges(summary, { label: naming(summary.label), failures: isSame ? summary.failures : failures });
  }

  return {
    target: maskTarget,
    outcome(outcome, target) {
      const data = maskData(outcome.data);
      if (outcome.status === "failed") {
        return withChanges(outcome, { target, data, error: maskFailure(outcome.error) });
      }
      if (outcome.status === "skipped") return withChanges(outcome, { target, data, reason: deep(outcome.reason) });
      return withChanges(outcome, { target, data });
    },
    event(event) {
      switch (event.type) {
        case "log":
          return withChanges(event, { message: deep(event.message) });
        case "processor.started":
        case "processor.finished":
          return withChanges(event, { target: naming(event.target) });
        case "target.retry":
          return withChanges(event, { target: naming(event.target), reason: deep(event.reason) });
        case "run.started":
          return withChanges(event, { label: naming(event.label) });
        case "run.finished":
          return withChanges(event, { summary: maskSummary(event.summary) });
        // Sinks get the same targets and outcomes; they are masked when they come about. The others hold names alone.
        default:
          return event;
      }
    },
    summary: maskSummary,
    value: deep,
  };
}

/** The object with other values; itself, if they are no others. */
function withChanges<T extends object>(object: T, changes: Partial<T>): T {
  for (const key of Object.keys(changes) as (keyof T)[]) {
    if (changes[key] !== object[key]) return { ...object, ...changes };
  }
  return object;
}
