import { stripVTControlCharacters } from "node:util";

const NOTICE = new RegExp(
  [
    "^DEPRECATED: The legacy builder",
    "^\\s+Install the buildx component",
    "^\\s+https://docs\\.docker\\.com/go/buildx",
    "^\\s+BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0",
    "^\\s+environment-variable\\.$",
  ].join("|"),
);
const AFTERWORD = /^(?:-+$|View build details:|What's next:|SECURITY WARNING:)/;
const PREFIX = /^(?:ERROR|error|Error response from daemon|failed to solve[^:]*|failed to create LLB definition): /;
const MAX_REASON = 300;
const MAX_LINE = 300;
const LAST_LINES = 20;

/** The lines of what Docker printed, without colours, blank lines and the notice that the legacy builder is old. */
export function toLogLines(text: string): readonly string[] {
  const lines = stripVTControlCharacters(text).split(/\r?\n/);
  // Progress is drawn over itself with CR: what was drawn last counts.
  const drawn = lines.map((line) => line.slice(line.lastIndexOf("\r") + 1).trimEnd());
  return drawn.filter((line) => line !== "" && !NOTICE.test(line));
}

/** The last lines of a build's log, for messages. */
export function toLastLines(lines: readonly string[]): string {
  const last = lines.slice(-LAST_LINES);
  return last.map((line) => (line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line)).join("\n");
}

/** The line that says most about a failure: the last one that is no ornament. */
export function findEssentialLine(lines: readonly string[]): string | undefined {
  const line = lines.findLast((candidate) => !AFTERWORD.test(candidate));
  return line === undefined ? undefined : toReason(line);
}

/** A line as a reason: prefixes taken off, cut to a length that a person reads. */
export function toReason(line: string): string {
  let reason = line.trim();
  for (let rest = reason.replace(PREFIX, ""); rest !== reason; rest = reason.replace(PREFIX, "")) reason = rest;
  reason = reason.replace(/[\s.]+$/, "");
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON)}…`;
}
