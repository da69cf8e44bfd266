import { createRenderer, createSummary, type SummaryOptions } from "#core/cli/terminal/mod.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import type { ScanEvent } from "#core/mod.ts";

/** Shows events as a run does, renderer and summary, and returns what was written: plain lines of every target. */
export async function renderEvents(
  events: readonly ScanEvent[],
  options: Partial<SummaryOptions> = {},
): Promise<string> {
  let text = "";
  const write = (chunk: string) => {
    text += chunk;
  };
  const defaults = {
    write,
    color: false,
    verbose: false,
    format: "pretty",
    quiet: false,
    isTty: false,
    progress: "full",
    summary: "full",
    glyphs: chooseGlyphs({ LANG: "C.UTF-8" }, "linux"),
  } as const;
  const shown = { ...defaults, ...options };
  const renderer = await createRenderer(shown);
  const summary = createSummary(shown);
  for (const event of events) for (const { handle } of [renderer, summary]) handle(event);
  renderer.close();
  summary.close();
  return text;
}
