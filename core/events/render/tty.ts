import { MultiBar, type Options, type Params } from "cli-progress";
import { createPaint, formatCounts, formatDuration, type Paint, plural, printable } from "./format.ts";
import { formatEvent } from "./plain.ts";
import { emptyProgress, expectRemaining, type Progress, reduceProgress } from "./progress.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

interface View {
  readonly progress: Progress;
  readonly startedAt: number;
  readonly paint: Paint;
  readonly width: () => number;
}

/** Makes the renderer for a terminal: a live bar, with warnings, failures and the summary above it. */
export function createTtyRenderer({ write, color, verbose }: RendererOptions): Renderer {
  const paint = createPaint(color);
  const startedAt = performance.now();
  let progress = emptyProgress();
  const width = () => process.stderr.columns ?? 80;
  const format = (_: Options, __: Params, { row }: { row: (view: View) => string }) =>
    row({ progress, startedAt, paint, width });
  const bars = new MultiBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    // Signals are the command's business.
    gracefulExit: false,
    // Redrawn by the clock as well, so that the elapsed time goes on while a long scan runs.
    forceRedraw: true,
    fps: 5,
    format,
  });
  let isOpen = false;

  function open(): void {
    isOpen = true;
    bars.create(1, 0, { row: formatBar });
    bars.create(1, 0, { row: formatInWork });
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    // Writes the lines that wait for the next redraw; stop() would drop them.
    bars.update();
    bars.stop();
  }

  return {
    handle(event) {
      progress = reduceProgress(progress, event);
      if (event.type === "run.started") open();
      if (event.type === "run.finished") close();
      const line = formatEvent(event, { paint, verbose });
      if (line === undefined) return;
      if (isOpen) bars.log(`${line}\n`);
      else write(`${line}\n`);
    },
    close,
  };
}

const BAR_WIDTH = 24;

function formatBar({ progress, startedAt, paint }: View): string {
  const { total, finished, failed, severities } = progress;
  const elapsedMs = performance.now() - startedAt;
  const share = total === undefined || total === 0 ? 0 : finished / total;
  const filled = Math.round(share * BAR_WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const remaining = expectRemaining(progress, elapsedMs);
  const parts = [
    `${bar} ${finished}/${total ?? "?"}`,
    finished > 0 ? formatCounts(severities, paint) : "",
    failed > 0 ? paint("red", `${failed} failed`) : "",
    formatDuration(elapsedMs),
    remaining === undefined ? "" : `about ${formatDuration(remaining)} left`,
  ];
  return parts.filter((part) => part !== "").join("  ");
}

function formatInWork({ progress, paint, width }: View): string {
  const names = [...progress.inWork.values()].map(printable);
  if (names.length === 0) return paint("dim", "getting ready");
  const text = `${plural(names.length, "target")} in work: ${names.join(", ")}`;
  const room = width() - 1;
  return paint("dim", text.length > room ? `${text.slice(0, room - 1)}…` : text);
}
