import type { BoundPlugin } from "../config/resolved.ts";
import type { ScanEvent } from "../events/event.ts";
import type { Logger } from "../plugin/context.ts";
import { defineObserver, type ObserverPlugin } from "../plugin/define.ts";

/** Hears of what happens in a run, and may say something to it. */
export type Watch = (event: ScanEvent, log: Logger) => void;

/** What the program calls itself where it speaks. */
export const PROGRAM = "scan";

/** Makes an observer of the program's own: it is one like those of a config, and stands before them. */
export function ownObserver(watch: Watch): BoundPlugin<ObserverPlugin> {
  const own = defineObserver({
    name: PROGRAM,
    setup: (_options, { log }) => ({ observe: (events$) => events$.subscribe((event) => watch(event, log)) }),
  });
  return { plugin: own(), options: {} };
}
