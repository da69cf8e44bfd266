import { InvalidArgumentError } from "commander";
import type { FailOn } from "../config/fail_on.ts";
import { findNearest } from "../config/nearest.ts";
import { MAX_JOBS } from "../config/scan_config.ts";
import { DEFAULT_MIN_SEVERITY, findSeverity, SEVERITIES, type Severity, severitiesFrom } from "../model/severity.ts";
import type { ProgressAmount } from "./terminal/live/renderer.ts";

/** The flags that all commands share. */
export interface CommonFlags {
  readonly config?: string;
  /** Sinks besides the config's, by name, package or file. */
  readonly sink?: readonly string[];
  /** Reports besides the config's: a format, or `format=file`. */
  readonly report?: readonly string[];
  readonly outputDir?: string;
  /** False: the run shows itself in a CI system as it does elsewhere. */
  readonly ci?: boolean;
  readonly dryRun?: boolean;
  /** The least severity that is reported. */
  readonly severity?: Severity;
  readonly failOn?: FailOn;
  /** Whether caveats fail the run, too. */
  readonly failOnCaveats?: boolean;
  /** Seconds that targets in work have to finish when the run is interrupted. */
  readonly grace?: number;
  readonly logFormat: "pretty" | "json";
  /** How much is shown of a run while it goes on. */
  readonly progress?: ProgressAmount;
  /** How much is shown at its end. */
  readonly summary?: "full" | "short" | "none";
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Reads the value of `--jobs-<pipeline>`. */
export function parseJobs(text: string): number {
  const jobs = Number(text);
  if (!/^\d+$/.test(text) || jobs < 1 || jobs > MAX_JOBS) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MAX_JOBS}.`);
  }
  return jobs;
}

/** Reads a text. An empty one is that of a variable which is not set: without a word, it would be as if there were no flag. */
export function parseText(text: string): string {
  if (text === "") throw new InvalidArgumentError("Expected a text that is not empty.");
  return text;
}

/** Reads a text that may be given once: of two, one would be dropped without a word, with all that it stands for. */
export function parseOnce(text: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError(`It is set twice, first to "${before}": set it once.`);
  return parseText(text);
}

/** Reads one more text of several. */
export function parseMore(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, parseText(text)];
}

/** Reads a number of seconds. */
export function parseSeconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("Expected a whole number of seconds.");
  return Number(text);
}

/** Reads a whole number. */
export function parseNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Expected a whole number from 0.");
  return Number(text);
}

/** Reads whole numbers that are separated by commas. */
export function parseNumbers(text: string): readonly number[] {
  if (!/^\d+(,\d+)*$/.test(text)) throw new InvalidArgumentError("Expected whole numbers, separated by commas.");
  return text.split(",").map(Number);
}

/** Reads a severity: its name in any case, or its level. */
function parseSeverity(text: string): Severity {
  const severity = findSeverity(text);
  if (!severity) {
    const nearest = findNearest(text, SEVERITIES);
    const mean = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
    throw new InvalidArgumentError(`Expected one of ${SEVERITIES.join(", ")}, or 1 to 5.${mean}`);
  }
  return severity;
}

/**
 * Reads the severities to report, as Trivy takes them: `HIGH,CRITICAL`. Returns the least of them: all above it are reported,
 * also where only one is named.
 */
export function parseSeverities(text: string, before: Severity | undefined): Severity {
  parseOnce(text, before);
  const named = text.split(",").map(parseSeverity);
  const [least = DEFAULT_MIN_SEVERITY] = SEVERITIES.filter((severity) => named.includes(severity));
  const missing = severitiesFrom(least).filter((severity) => !named.includes(severity));
  if (named.length > 1 && missing.length > 0) {
    const reason = `That leaves out ${missing.join(" and ")}, and hullscan reports all above a severity.`;
    throw new InvalidArgumentError(`${reason} Name the lowest alone: --severity ${least}`);
  }
  return least;
}
