import { countSeverities } from "../../finding/mod.ts";
import type { Outcome } from "../../plugin/outcome.ts";
import type { ScanEvent } from "../event.ts";
import type { FailedTarget, Summary } from "../summary.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

/** Makes the renderer for machines: one JSON object a line, with counts in place of findings. */
export function createJsonRenderer({ write, verbose }: Omit<RendererOptions, "color">): Renderer {
  return {
    handle(event) {
      if (event.type === "log" && event.level === "debug" && !verbose) return;
      write(`${JSON.stringify({ time: new Date().toISOString(), ...toRecord(event) })}\n`);
    },
    close() {},
  };
}

function toRecord(event: ScanEvent): object {
  switch (event.type) {
    case "target.finished":
      return { type: event.type, pipeline: event.pipeline, ...toOutcome(event.outcome) };
    case "run.finished":
      return { type: event.type, summary: toSummary(event.summary) };
    default:
      return event;
  }
}

function toOutcome({ target, data, pipeline: _, ...outcome }: Outcome): object {
  const severities = data.findings && countSeverities(data.findings);
  return { target, ...(outcome.status === "failed" ? toFailed(outcome) : outcome), severities };
}

function toSummary(summary: Summary): object {
  return { ...summary, failures: summary.failures.map(toFailed) };
}

/** Without the cause: an Error has no meaning, and perhaps a secret, in JSON. */
function toFailed<F extends Pick<FailedTarget, "error">>(failed: F): object {
  const { cause: _, ...error } = failed.error;
  return { ...failed, error };
}
