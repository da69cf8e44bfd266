import type { DockerFailureCode } from "./errors.ts";
import { FAILURE_CLASSES, type FailureClass, type Pattern } from "./failure_table.ts";
import { toLogLines, toReason } from "./log_text.ts";

/** The class of a failure and the line that tells it. */
export interface Classified {
  readonly code: DockerFailureCode;
  readonly reason: string;
}

/** What a step of a build prints stands behind the step's number, and says nothing of Docker itself. */
const STEP_OUTPUT = /^#\d+ /;

/** Tells why the docker command failed from its stderr; nothing where it says nothing that is known. */
export function classify(stderr: string): Classified | undefined {
  const lines = toLogLines(stderr).filter((line) => !STEP_OUTPUT.test(line));
  for (const { code, patterns } of FAILURE_CLASSES satisfies readonly FailureClass[]) {
    for (const line of lines) {
      if (patterns.some((pattern) => isIn(line, pattern))) return { code, reason: toReason(line) };
    }
  }
  return undefined;
}

function isIn(line: string, pattern: Pattern): boolean {
  const text = line.toLowerCase();
  return typeof pattern === "string" ? text.includes(pattern) : pattern.every((part) => text.includes(part));
}
