import type { TrivyOptions } from "../options.ts";

/** The options that leave the findings of an image as they are. */
const NEUTRAL: ReadonlySet<string> = new Set([
  "binary",
  "cache",
  "cacheDir",
  "cacheMaxBytes",
  "cacheMaxDays",
  "dbRepository",
  // Findings are accepted behind the scan.
  "ignoreFile",
  "javaDbRepository",
  "lookUp",
  "minDbBytes",
  "offline",
  "parallel",
  "retries",
  "strict",
  "timeout",
  "vex",
] satisfies (keyof TrivyOptions)[]);

/**
 * The options that findings depend on, by name. One that is not known to be neutral is among them: a new option is
 * never forgotten, it costs a scan at worst.
 */
export function pickFindingsOptions(options: object): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(options).filter(([name]) => !NEUTRAL.has(name));
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}
