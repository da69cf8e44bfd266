import { printable } from "../../services/printable.ts";
import { createPaint } from "./format.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { formatFailures } from "./summary_text.ts";

/** Makes the renderer of `--quiet`: errors and what could not be scanned, nothing else. */
export function createQuietRenderer({ write, color }: Omit<RendererOptions, "verbose">): Renderer {
  const paint = createPaint(color);
  return {
    handle(event) {
      if (event.type === "log" && event.level === "error")
        write(`${printable(event.plugin)}: error: ${printable(event.message)}\n`);
      if (event.type !== "run.finished") return;
      for (const line of formatFailures(event.summary.failures, paint)) write(`${line}\n`);
    },
    close() {},
  };
}
