import type { ScanEvent } from "../../../events/event.ts";
import { caveatsOf, countSeverities, isAccepted, isCached, isRematched } from "../../../model/mod.ts";
import type { Outcome } from "../../../model/outcome.ts";
import { printableJson } from "../../../services/printable.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

/**
 * Makes the renderer for machines: one JSON object a line, with counts in place of findings. How a run has ended is its last
 * line: what observers still say to that comes before.
 */
export function createJsonRenderer({ write, verbose }: Pick<RendererOptions, "write" | "verbose">): Renderer {
  let last: string | undefined;
  return {
    handle(event) {
      const isDetail =
        event.type.startsWith("processor.") ||
        event.type === "target.retry" ||
        (event.type === "log" && event.level === "debug");
      if (isDetail && !verbose) return;
      const line = `${printableJson({ time: new Date().toISOString(), ...toRecord(event) })}\n`;
      if (event.type === "run.finished") last = line;
      else write(line);
    },
    close() {
      if (last !== undefined) write(last);
      last = undefined;
    },
  };
}

function toRecord(event: ScanEvent): object {
  switch (event.type) {
    case "target.finished":
      return { type: event.type, pipeline: event.pipeline, ...toOutcome(event.outcome) };
    case "log": {
      const { isRetry: _, ...log } = event;
      return log;
    }
    default:
      return event;
  }
}

function toOutcome({ target, data, pipeline: _, ...outcome }: Outcome): object {
  const severities = data.findings && countSeverities(data.findings);
  const count = data.findings?.filter(isAccepted).length ?? 0;
  const accepted = count === 0 ? undefined : count;
  if (outcome.status === "failed") return { target, ...outcome, severities, accepted };
  const caveats = data.scans && caveatsOf(data);
  return {
    target,
    ...outcome,
    ...(isCached(data) && { cached: true }),
    ...(isRematched(data) && { rematched: true }),
    severities,
    accepted,
    note: data.note,
    caveats,
  };
}
