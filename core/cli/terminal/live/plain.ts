import type { ScanEvent } from "../../../events/event.ts";
import type { Outcome } from "../../../model/outcome.ts";
import { plural } from "../../../services/plural.ts";
import { printable } from "../../../services/printable.ts";
import { createPaint, formatDuration, type Paint } from "../text/format.ts";
import { FailureGroups, formatGroup } from "./failure_groups.ts";
import { emptyProgress, expectRemaining, type Progress, reduceProgress } from "./progress.ts";
import type { ProgressAmount, Renderer, RendererOptions } from "./renderer.ts";
import { formatTarget } from "./target_line.ts";

/** How often a log says how far a run is where it has no line for each target, in milliseconds. */
const EVERY_MS = 30_000;

/**
 * Makes the renderer for logs and pipes. `full`: a line per finished target, `[3/40] ok REF  2 CRITICAL 5 HIGH  4.2s`;
 * `summary`: the first failures of each reason, and every half a minute how many more there are and how far the run is.
 */
export function createPlainRenderer({ write, color, verbose, progress: amount }: RendererOptions): Renderer {
  const paint = createPaint(color);
  let progress = emptyProgress();
  const failures = new FailureGroups();
  let timer: NodeJS.Timeout | undefined;

  function reportFailures(): void {
    for (const group of failures.take()) write(`${paint("red", formatGroup(group, printable))}\n`);
  }

  function report(): void {
    const startedAt = performance.now();
    timer = setInterval(() => {
      reportFailures();
      const clock = new Date().toTimeString().slice(0, 8);
      write(`${clock}  ${formatProgress(progress, performance.now() - startedAt)}\n`);
    }, EVERY_MS);
    // It keeps no process alive: one in which all wait for nothing ends, and says so.
    timer.unref();
  }

  function close(): void {
    clearInterval(timer);
    reportFailures();
  }

  function isSaid(event: ScanEvent): boolean {
    if (event.type === "log") return !event.isRetry || amount === "full" || verbose;
    if (event.type !== "target.finished") return true;
    const { outcome } = event;
    if (!isShown(outcome.status, amount)) return false;
    return amount === "full" || verbose || outcome.status !== "failed" || failures.add(outcome);
  }

  return {
    handle(event) {
      progress = reduceProgress(progress, event);
      if (event.type === "run.started" && amount === "summary") report();
      if (event.type === "run.ending") close();
      if (!isSaid(event)) return;
      const line = formatEvent(event, { paint, verbose });
      const place = `[${progress.finished}/${progress.total ?? "?"}]`;
      if (line !== undefined) write(`${event.type === "target.finished" ? `${place} ${line}` : line}\n`);
    },
    close,
  };
}

/** Whether a target's end has a line of its own. */
export function isShown(status: Outcome["status"], amount: ProgressAmount): boolean {
  return amount === "full" || (amount === "summary" && status === "failed");
}

/** How far a run is: `312 of 2000 targets, 3 failed, 40 cached, about 12m 03s left`. */
function formatProgress(progress: Progress, elapsedMs: number): string {
  const { total, finished, failed, cached, rematched, retries } = progress;
  const remaining = expectRemaining(progress, elapsedMs);
  return [
    total === undefined ? plural(finished, "target") : `${finished} of ${plural(total, "target")}`,
    `${failed} failed`,
    ...(cached > 0 ? [`${cached} cached`] : []),
    ...(rematched > 0 ? [`${rematched} rematched`] : []),
    ...(retries > 0 ? [plural(retries, "retry", "retries")] : []),
    ...(remaining === undefined ? [] : [`about ${formatDuration(remaining)} left`]),
  ].join(", ");
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
    default:
      return undefined;
  }
}
