import { createJsonRenderer } from "./json.ts";
import { createPlainRenderer } from "./plain.ts";
import { createQuietRenderer } from "./quiet.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";
import { createTtyRenderer } from "./tty.ts";

/** How a run is to be shown. */
export interface ShowOptions extends RendererOptions {
  readonly format: "pretty" | "json";
  readonly quiet: boolean;
  /** Whether stderr is a terminal. */
  readonly isTty: boolean;
}

/** Makes the renderer that fits. */
export function createRenderer({ format, quiet, isTty, ...options }: ShowOptions): Renderer {
  if (format === "json") return createJsonRenderer(options);
  if (quiet) return createQuietRenderer(options);
  return isTty ? createTtyRenderer(options) : createPlainRenderer(options);
}
