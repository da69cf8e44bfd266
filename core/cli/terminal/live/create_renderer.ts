import { createJsonRenderer } from "./json.ts";
import { createPlainRenderer } from "./plain.ts";
import { createQuietRenderer } from "./quiet.ts";
import type { Renderer, RendererOptions } from "./renderer.ts";

/** How a run is to be shown. */
export interface ShowOptions extends RendererOptions {
  readonly format: "pretty" | "json";
  readonly quiet: boolean;
  /** Whether stderr is a terminal. */
  readonly isTty: boolean;
}

/** Makes the renderer that fits. */
export async function createRenderer({ format, quiet, isTty, ...options }: ShowOptions): Promise<Renderer> {
  if (format === "json") return createJsonRenderer(options);
  if (quiet) return createQuietRenderer(options);
  if (!isTty || options.progress === "none") return createPlainRenderer(options);
  const { createTtyRenderer } = await import("./tty.ts");
  return createTtyRenderer(options);
}
