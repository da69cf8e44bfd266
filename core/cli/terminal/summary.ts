import type { ScanEvent } from "../../events/event.ts";
import type { ShowOptions } from "./create_renderer.ts";
import { createPaint } from "./format.ts";
import { formatFailures, formatSummary } from "./summary_text.ts";

/** Makes what prints the summary of a run at its end; with `--quiet`, only what could not be scanned. Of JSON it is a line. */
export function createSummary({ write, color, quiet, format }: ShowOptions): (event: ScanEvent) => void {
  const paint = createPaint(color);
  return (event) => {
    if (event.type !== "run.finished" || format === "json") return;
    const { summary } = event;
    if (!quiet) write(`${formatSummary(summary, paint)}\n`);
    else for (const line of formatFailures(summary.failures, paint)) write(`${line}\n`);
  };
}
