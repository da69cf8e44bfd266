import { createRenderer, createSummary, type ShowOptions } from "#core/cli/terminal/mod.ts";
import type { ScanEvent } from "#core/mod.ts";

/** Shows events as a run does, renderer and summary, and returns what was written: plain lines of every target. */
export async function renderEvents(events: readonly ScanEvent[], options: Partial<ShowOptions> = {}): Promise<string> {
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
  } as const;
  const shown = { ...defaults, ...options };
  const renderer = await createRenderer(shown);
  const summarise = createSummary(shown);
  for (const event of events) for (const handle of [renderer.handle, summarise]) handle(event);
  renderer.close();
  return text;
}
