import type { ScanEvent } from "../../events/event.ts";
import { caveatsOf, countSeverities, isCached } from "../../model/mod.ts";
import type { Outcome } from "../../model/outcome.ts";
import { printableJson } from "../../services/printable.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

/** Makes the renderer for machines: one JSON object a line, with counts in place of findings. */
export function createJsonRenderer({ write, verbose }: Omit<RendererOptions, "color">): Renderer {
  return {
    handle(event) {
      const isDetail = event.type.startsWith("processor.") || (event.type === "log" && event.level === "debug");
      if (isDetail && !verbose) return;
      write(`${printableJson({ time: new Date().toISOString(), ...toRecord(event) })}\n`);
    },
    close() {},
  };
}

function toRecord(event: ScanEvent): object {
  switch (event.type) {
    case "target.finished":
      return { type: event.type, pipeline: event.pipeline, ...toOutcome(event.outcome) };
    default:
      return event;
  }
}

function toOutcome({ target, data, pipeline: _, ...outcome }: Outcome): object {
  const severities = data.findings && countSeverities(data.findings);
  if (outcome.status === "failed") return { target, ...outcome, severities };
  const caveats = data.scans && caveatsOf(data);
  return { target, ...outcome, ...(isCached(data) && { cached: true }), severities, note: data.note, caveats };
}
