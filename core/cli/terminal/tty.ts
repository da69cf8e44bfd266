import { MultiBar, type Options, type Params } from "cli-progress";
import { sumCounts } from "../../model/mod.ts";
import { plural } from "../../services/plural.ts";
import { printable } from "../../services/printable.ts";
import { createPaint, formatCounts, formatDuration } from "./format.ts";
import { formatEvent, isShown } from "./plain.ts";
import { emptyProgress, expectRemaining, type Progress, reduceProgress } from "./progress.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

/** cli-progress clears one row before it writes lines above its bars; here there are two. */
const ERASE_BELOW = "\u001b[0J";

interface View {
  readonly progress: Progress;
  readonly startedAt: number;
  readonly width: () => number;
}

/** Makes the renderer for a terminal: a live bar, with warnings, failures and the summary above it. */
export function createTtyRenderer({ write, color, verbose, progress: amount }: RendererOptions): Renderer {
  const paint = createPaint(color);
  const startedAt = performance.now();
  let progress = emptyProgress();
  const width = () => process.stderr.columns ?? 80;
  const format = (_: Options, __: Params, { row }: { row: (view: View) => string }) =>
    row({ progress, startedAt, width });
  const bars = new MultiBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    // Signals are the command's business.
    gracefulExit: false,
    // Redrawn by the clock as well, so that the elapsed time goes on while a long scan runs.
    forceRedraw: true,
    fps: 5,
    // The rows are cut to the width below; the lines above them may wrap.
    linewrap: true,
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
      if (event.type === "run.ending") close();
      if (event.type === "target.finished" && !isShown(event.outcome.status, amount)) return;
      const line = formatEvent(event, { paint, verbose });
      if (line === undefined) return;
      if (isOpen) bars.log(`${ERASE_BELOW}${line}\n`);
      else write(`${line}\n`);
    },
    close,
  };
}

const BAR_WIDTH = 24;

// cli-progress cuts rows by their length, colour codes included: these rows have none.
const plain = createPaint(false);

function formatBar({ progress, startedAt, width }: View): string {
  const { total, finished, failed, cached } = progress;
  const elapsedMs = performance.now() - startedAt;
  const share = total === undefined || total === 0 ? 0 : finished / total;
  const filled = Math.round(share * BAR_WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
  const remaining = expectRemaining(progress, elapsedMs);
  const parts = [
    `${bar} ${finished}/${total ?? "?"}`,
    failed > 0 ? `${failed} failed` : "",
    cached > 0 ? `${cached} cached` : "",
    formatDuration(elapsedMs),
    remaining === undefined ? "" : `about ${formatDuration(remaining)} left`,
    formatFound(progress),
  ];
  return joinToWidth(parts, width() - 1);
}

/** What was found so far: where nothing was scanned there is nothing to say, and one failure is enough not to be clean. */
function formatFound({ severities, scanned, failed, withCaveats }: Progress): string {
  if (scanned === 0 && sumCounts(severities) === 0) return "";
  return formatCounts(severities, plain, { isSure: failed === 0 && withCaveats === 0 });
}

/** Joins as many parts as there is room for, in order. */
function joinToWidth(parts: readonly string[], room: number): string {
  let row = "";
  for (const part of parts) {
    const longer = row === "" || part === "" ? row + part : `${row}  ${part}`;
    if (longer.length <= room) row = longer;
  }
  return row;
}

function formatInWork({ progress, width }: View): string {
  const names = [...progress.inWork.values()].map((name) => printable(name));
  if (names.length === 0) return "getting ready";
  const text = `${plural(names.length, "target")} in work: ${names.join(", ")}`;
  const room = width() - 1;
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
