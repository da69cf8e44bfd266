import type { ScanEvent } from "../../events/event.ts";
import { plural } from "../../services/plural.ts";
import { printable } from "../../services/printable.ts";
import { createPaint, type Paint } from "./format.ts";
import { emptyProgress, reduceProgress } from "./progress.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { formatTarget } from "./target_line.ts";

/** Makes the renderer for logs and pipes: a line per finished target, `[3/40] ok REF  2 CRITICAL 5 HIGH  4.2s`. */
export function createPlainRenderer({ write, color, verbose }: RendererOptions): Renderer {
  const paint = createPaint(color);
  let progress = emptyProgress();
  return {
    handle(event) {
      progress = reduceProgress(progress, event);
      const line = formatEvent(event, { paint, verbose });
      const place = `[${progress.finished}/${progress.total ?? "?"}]`;
      if (line !== undefined) write(`${event.type === "target.finished" ? `${place} ${line}` : line}\n`);
    },
    close() {},
  };
}

/** One event as a line for people; undefined for those that say nothing by themselves. */
export function formatEvent(
  event: ScanEvent,
  { paint, verbose }: { paint: Paint; verbose: boolean },
): string | undefined {
  switch (event.type) {
    case "run.started": {
      const what = event.total === undefined ? "targets" : plural(event.total, "target");
      return `${event.dryRun ? "Would scan" : "Scanning"} ${what} (${event.pipelines.map((name) => printable(name)).join(", ")})`;
    }
    case "target.finished":
      return formatTarget(event.outcome, paint);
    case "log": {
      if (event.level === "debug" && !verbose) return undefined;
      const style = { debug: "dim", info: "dim", warn: "yellow", error: "red" } as const;
      const level = event.level === "warn" || event.level === "error" ? ` ${event.level}:` : "";
      return paint(style[event.level], `${printable(event.plugin)}:${level} ${printable(event.message)}`);
    }
    case "artifact":
      return event.isExtra ? paint("dim", `${printable(event.plugin)}: ${printable(event.path)}`) : undefined;
    default:
      return undefined;
  }
}
