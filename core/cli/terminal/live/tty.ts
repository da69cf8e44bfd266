import { printable } from "../../../services/printable.ts";
import { createPaint } from "../text/format.ts";
import { chooseGlyphs } from "../text/glyphs.ts";
import { leftOutOf, shortenName } from "../text/short_name.ts";
import { cutEnd, wrapWords } from "../text/text_width.ts";
import { formatBar } from "./bar_row.ts";
import { FailureGroups, formatGroup } from "./failure_groups.ts";
import { formatLanes } from "./lane_rows.ts";
import { LiveRegion, screenSize } from "./live_region.ts";
import { formatEvent, isShown } from "./plain.ts";
import { emptyProgress, reduceProgress } from "./progress.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { formatTargetRows } from "./target_rows.ts";

/** How often the rows are drawn, in milliseconds: often enough for eyes. */
const EVERY_MS = 125;
/** How many reasons for failures have a row. */
const MAX_GROUPS = 3;

/** Makes the renderer for a terminal: lines for targets and messages, and below them rows on how far the run is. */
export function createTtyRenderer(options: RendererOptions): Renderer {
  const { write, color, verbose, progress: amount, screen = screenSize, glyphs = chooseGlyphs() } = options;
  const paint = createPaint(color);
  const region = new LiveRegion(write, screen);
  const startedAt = performance.now();
  const failures = new FailureGroups();
  let progress = emptyProgress();
  /** What names have been shown without. */
  let leftOut = "";
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isPaused = false;

  // A row that reaches the last column wraps on some terminals.
  const width = () => screen().columns - 1;

  function draw(): void {
    const said = lines;
    lines = [];
    region.draw(said, timer === undefined ? [] : listRows());
  }

  /** Half of the screen at most: the lines above are worth as much. */
  function listRows(): readonly string[] {
    const now = performance.now();
    const view = { progress, width: width(), elapsedMs: now - startedAt, paint, glyphs };
    const groups = failures
      .list()
      .slice(0, MAX_GROUPS)
      .map((group) => {
        return paint("red", cutEnd(`${glyphs.failed} ${formatGroup(group, shorten)}`, view.width, glyphs.ellipsis));
      });
    const height = Math.max(Math.floor(screen().rows / 2) - groups.length - 1, 1);
    return [...formatLanes({ ...view, height, leftOut, now }), ...groups, formatBar(view)];
  }

  function shorten(name: string): string {
    return shortenName(name, width(), { leftOut, ellipsis: glyphs.ellipsis });
  }

  /** Ctrl-Z: takes the rows away before the shell writes below them, and stops the process as the signal would have. */
  function pause(): void {
    region.draw([], []);
    isPaused = true;
    process.kill(process.pid, "SIGSTOP");
  }

  function goOn(): void {
    if (!isPaused) leave();
    isPaused = false;
  }

  /** Others have written below the rows. */
  function leave(): void {
    region.leave();
    draw();
  }

  function open(): void {
    // It keeps no process alive: one in which all wait for nothing ends, and says so.
    timer = setInterval(draw, EVERY_MS).unref();
    process.stderr.on("resize", draw);
    process.on("SIGTSTP", pause);
    process.on("SIGCONT", goOn);
    // Before others say why it ends.
    process.prependListener("exit", close);
  }

  function close(): void {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    process.stderr.off("resize", draw);
    process.off("SIGTSTP", pause);
    process.off("SIGCONT", goOn);
    process.off("exit", close);
    const counted = failures.take().map((group) => `${glyphs.failed} ${formatGroup(group, shorten)}`);
    lines.push(...counted.flatMap((line) => wrapLine(line, width())).map((row) => paint("red", row)));
    draw();
  }

  function listLines(event: Parameters<Renderer["handle"]>[0]): readonly string[] {
    if (event.type === "log" && event.isRetry && !verbose) return [];
    if (event.type === "target.started") return announcePrefix();
    if (event.type !== "target.finished") {
      const line = formatEvent(event, { paint, verbose });
      return line === undefined ? [] : wrapLine(line, width());
    }
    const { outcome } = event;
    if (!isShown(outcome.status, amount)) return [];
    if (outcome.status === "failed" && !verbose && !failures.add(outcome)) return [];
    return formatTargetRows(outcome, { width: width(), paint, glyphs, leftOut });
  }

  /** Says what names are shown without from here, where that changes. */
  function announcePrefix(): readonly string[] {
    const before = leftOut;
    leftOut = leftOutOf(progress.prefix);
    if (leftOut === before || leftOut === "") return [];
    return wrapLine(paint("dim", `${glyphs.ellipsis}/ is ${printable(leftOut)}`), width());
  }

  return {
    handle(event) {
      progress = reduceProgress(progress, event);
      if (event.type === "run.started") open();
      lines.push(...listLines(event));
      if (event.type === "run.ending") close();
      if (timer === undefined) draw();
    },
    leave,
    close,
  };
}

/** A line that goes on in rows of their own. */
function wrapLine(line: string, width: number): readonly string[] {
  const [first = "", ...more] = wrapWords(line, width);
  return more.length === 0 ? [first] : [first, ...wrapWords(more.join(" "), width - 2).map((row) => `  ${row}`)];
}
