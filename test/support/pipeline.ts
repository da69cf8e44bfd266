import type { Observable } from "rxjs";
import {
  defineSink,
  defineSource,
  isScanError,
  type Outcome,
  type ScanConfig,
  type ScanEvent,
  type ScanOptions,
  type Summary,
  scan,
  type Target,
} from "#core/mod.ts";

/** Makes a target: an image. */
export function image(name: string, more: Partial<Target> = {}): Target {
  return { id: `image:${name}`, kind: "image", image: name, minSeverity: "HIGH", origin: { from: "test" }, ...more };
}

/** A source that gives these targets. */
export function sourceOf(targets: () => Iterable<Target> | AsyncIterable<Target> | Observable<Target>) {
  return defineSource({ name: "given", provides: ["image"], setup: () => ({ targets }) })();
}

/** A source of images by name. */
export function images(...names: readonly string[]) {
  return sourceOf(() => names.map((name) => image(name)));
}

/** A sink that keeps what it is given, and the calls of its hooks. */
export function collector() {
  const outcomes: Outcome[] = [];
  const calls: string[] = [];
  let summary: Summary | undefined;
  const sink = defineSink({
    name: "collector",
    setup: () => ({
      write: (outcome) => void outcomes.push(outcome),
      end(given) {
        calls.push("end");
        summary = given;
      },
      dispose: () => void calls.push("dispose"),
    }),
  })();
  return { sink, outcomes, calls, summary: () => summary };
}

/** How a run ended. */
export interface Ended {
  readonly events: readonly ScanEvent[];
  readonly error: unknown;
  readonly last: Summary | undefined;
}

/** Runs a config to its end, good or bad. */
export async function runToEnd(config: ScanConfig, options?: ScanOptions): Promise<Ended> {
  const events: ScanEvent[] = [];
  let error: unknown;
  await scan(config, options)
    .forEach((event) => void events.push(event))
    .catch((caught) => {
      error = caught;
    });
  const last = events.find((event) => event.type === "run.finished")?.summary;
  return { events, error, last };
}

/** The code of a ScanError. */
export function codeOf(error: unknown): string {
  return isScanError(error) ? error.code : `not a ScanError: ${error}`;
}
