import { tap } from "rxjs";
import { defineObserver, defineProcessor, type ScanEvent } from "#core/mod.ts";
import { images } from "#support/pipeline.ts";

/** An observer that keeps what it sees. */
export function watcher(events: ScanEvent[], calls: string[] = []) {
  return defineObserver({
    name: "watcher",
    setup: () => ({
      observe: (events$) =>
        events$.pipe(tap({ next: (event) => void events.push(event), complete: () => void calls.push("complete") })),
      dispose: () => void calls.push("dispose"),
    }),
  })();
}

/** A processor that finds nothing wrong. */
export const fine = defineProcessor({
  name: "fine",
  provides: ["findings"],
  setup: () => ({ process: () => ({ findings: [] }) }),
});

/** Two images that are fine. */
export const config = { sources: [images("a", "b")], processors: [fine()] };
