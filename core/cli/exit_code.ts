import { isScanError } from "../errors/mod.ts";
import type { Summary } from "../events/summary.ts";
import type { Severity } from "../finding/mod.ts";
import { countHits } from "./gate.ts";

/** What the program's exit codes mean. */
export const EXIT = {
  /** Every target was scanned, and the gate passed. */
  ok: 0,
  /** There is a finding as bad as `--fail-on`, or worse. */
  gate: 1,
  /** The call, the config or the machine's set-up is wrong. */
  usage: 2,
  /** The run broke: nothing to report, or a sink could not write. */
  broken: 3,
  /** The run finished, but some targets could not be scanned. */
  incomplete: 4,
  /** Interrupted; the report holds what was finished. */
  interrupted: 130,
} as const;

/** The exit code of a run that finished. The gate comes first: it fails whatever else is missing. */
export function exitCodeOf(summary: Summary, failOn: Severity | undefined): number {
  if (failOn !== undefined && countHits(summary, failOn) > 0) return EXIT.gate;
  return summary.failed > 0 ? EXIT.incomplete : EXIT.ok;
}

/** The exit code of a run that ended with an error. */
export function exitCodeOfError(error: unknown): number {
  if (!isScanError(error)) return EXIT.broken;
  if (error.code === "ABORTED") return EXIT.interrupted;
  return error.usage ? EXIT.usage : EXIT.broken;
}
