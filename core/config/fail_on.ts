import { findSeverity, SEVERITIES, type Severity } from "../model/mod.ts";
import { describe, isRecord } from "../services/values.ts";
import { findNearest } from "./nearest.ts";
import type { Problems } from "./problems.ts";

/** What makes a run exit with 1 although it has finished. */
export interface FailOn {
  /** A finding at this severity or above. */
  readonly severity?: Severity | undefined;
  /** A target with a caveat: with any, or with one of these codes. */
  readonly caveats?: true | readonly string[] | undefined;
}

const KEYS = ["severity", "caveats"];

/** Reads `failOn` of a config: a severity, as `--fail-on` takes it, or an object. Notes what is wrong with it. */
export function readFailOn(failOn: unknown, problems?: Problems): FailOn {
  if (!isRecord(failOn)) return { severity: readSeverity(failOn, "failOn", problems) };
  for (const key of Object.keys(failOn)) if (!KEYS.includes(key)) problems?.addUnknownKey("failOn", key, KEYS);
  if (KEYS.every((key) => failOn[key] === undefined)) problems?.add("failOn", `expected ${KEYS.join(" or ")} in it`);
  const severity = readSeverity(failOn.severity, "failOn.severity", problems);
  return { severity, caveats: readCaveats(failOn.caveats, problems) };
}

function readSeverity(value: unknown, at: string, problems: Problems | undefined): Severity | undefined {
  const severity = findSeverity(value);
  if (value !== undefined && !severity) {
    problems?.add(at, `expected one of ${SEVERITIES.join(", ")}, or 1 to 5, not ${describe(value)}`, {
      nearest: typeof value === "string" ? findNearest(value, SEVERITIES) : undefined,
    });
  }
  return severity;
}

function readCaveats(value: unknown, problems: Problems | undefined): FailOn["caveats"] {
  if (value === undefined || value === false) return undefined;
  if (value === true) return true;
  if (Array.isArray(value) && value.length > 0 && value.every((code) => /^[A-Z][A-Z0-9_]*$/.test(String(code)))) {
    return value.map(String);
  }
  problems?.add("failOn.caveats", `expected true, or a list of codes such as OS_UNKNOWN, not ${describe(value)}`);
  return undefined;
}
