import { plural } from "../../services/plural.ts";
import { printable } from "../../services/printable.ts";
import { formatBar, type LiveView } from "./bar_row.ts";
import { createPaint } from "./format.ts";
import { chooseGlyphs } from "./glyphs.ts";
import { LiveRegion, screenSize } from "./live_region.ts";
import { formatEvent, isShown } from "./plain.ts";
import { emptyProgress, reduceProgress } from "./progress.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { leftOutOf } from "./short_name.ts";
import { formatTargetRows } from "./target_rows.ts";
import { cutEnd, wrapWords } from "./text_width.ts";

/** How often the rows are drawn, in milliseconds: often enough for eyes. */
const EVERY_MS = 125;

/** Makes the renderer for a terminal: lines for targets and messages, and below them rows on how far the run is. */
export function createTtyRenderer(options: RendererOptions): Renderer {
  const { write, color, verbose, progress: amount, screen = screenSize, glyphs = chooseGlyphs() } = options;
  const paint = createPaint(color);
  const region = new LiveRegion(write, screen);
  const startedAt = performance.now();
  let progress = emptyProgress();
  /** What names have been shown without. */
  let leftOut = "";
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  // A row that reaches the last column wraps on some terminals.
  const width = () => screen().columns - 1;

  function draw(): void {
    const said = lines;
    lines = [];
    const view = { progress, width: width(), elapsedMs: performance.now() - startedAt, paint, glyphs };
    region.draw(said, timer === undefined ? [] : [formatInWork(view), formatBar(view)]);
  }

  /** After a stop of the process, others have written below. */
  function leave(): void {
    region.leave();
    draw();
  }

  function open(): void {
    // It keeps no process alive: one in which all wait for nothing ends, and says so.
    timer = setInterval(draw, EVERY_MS).unref();
    process.stderr.on("resize", draw);
    process.on("SIGCONT", leave);
    // Before others say why it ends.
    process.prependListener("exit", close);
  }

  function close(): void {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    process.stderr.off("resize", draw);
    process.off("SIGCONT", leave);
    process.off("exit", close);
    draw();
  }

  function listLines(event: Parameters<Renderer["handle"]>[0]): readonly string[] {
    if (event.type !== "target.finished") {
      const line = formatEvent(event, { paint, verbose });
      return line === undefined ? [] : wrapLine(line, width());
    }
    if (!isShown(event.outcome.status, amount)) return [];
    const before = leftOut;
    leftOut = leftOutOf(progress.prefix);
    const rows = formatTargetRows(event.outcome, { width: width(), paint, glyphs, leftOut });
    const isNew = leftOut !== before && leftOut !== "";
    return isNew ? [paint("dim", `${glyphs.ellipsis}/ is ${printable(leftOut)}`), ...rows] : rows;
  }

  return {
    handle(event) {
      progress = reduceProgress(progress, event);
      if (event.type === "run.started") open();
      lines.push(...listLines(event));
      if (event.type === "run.ending") close();
      if (timer === undefined) draw();
    },
    close,
  };
}

/** A line that goes on in rows of their own. */
function wrapLine(line: string, width: number): readonly string[] {
  const [first = "", ...more] = wrapWords(line, width);
  return more.length === 0 ? [first] : [first, ...wrapWords(more.join(" "), width - 2).map((row) => `  ${row}`)];
}

function formatInWork({ progress, width, glyphs }: LiveView): string {
  const names = [...progress.inWork.values()].map((name) => printable(name));
  if (names.length === 0) return "getting ready";
  return cutEnd(`${plural(names.length, "target")} in work: ${names.join(", ")}`, width, glyphs.ellipsis);
}
