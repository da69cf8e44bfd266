import { printable } from "../../../services/printable.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

/** Makes the renderer of `--quiet`: errors, and nothing else. */
export function createQuietRenderer({ write }: Pick<RendererOptions, "write">): Renderer {
  return {
    handle(event) {
      if (event.type === "log" && event.level === "error")
        write(`${printable(event.plugin)}: error: ${printable(event.message)}\n`);
    },
    close() {},
  };
}
