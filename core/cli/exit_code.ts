import { isScanError } from "../errors/mod.ts";
import type { Summary } from "../events/event.ts";
import { EXIT } from "./exit.ts";
import type { Gate } from "./gate/create_gate.ts";

/** The exit code of a run that finished. The gate comes first: it fails whatever else is missing. */
export function exitCodeOf(summary: Summary, gate: Pick<Gate, "isHit">): number {
  if (gate.isHit(summary)) return EXIT.gate;
  return summary.failed > 0 ? EXIT.incomplete : EXIT.ok;
}

/** The exit code of a run that ended with an error. */
export function exitCodeOfError(error: unknown): number {
  if (!isScanError(error)) return EXIT.broken;
  if (error.code === "ABORTED") return EXIT.interrupted;
  return error.usage ? EXIT.usage : EXIT.broken;
}
