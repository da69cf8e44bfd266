import type { ScanEvent } from "../../events/event.ts";
import { caveatsOf, isCached, type SeverityCounts, zeroCounts } from "../../model/mod.ts";
import { targetName } from "../../model/target.ts";
import { NO_PREFIX, type SharedPrefix, sharePrefix } from "./short_name.ts";

/** How far a run is. */
export interface Progress {
  /** How many targets there will be; undefined where the sources do not know. */
  readonly total: number | undefined;
  readonly finished: number;
  readonly failed: number;
  /** How many a scanner has looked at. */
  readonly scanned: number;
  /** How many of those have caveats. */
  readonly withCaveats: number;
  /** How many have findings of an earlier run. */
  readonly cached: number;
  readonly severities: SeverityCounts;
  /** The names of the targets in work by id, oldest first. */
  readonly inWork: ReadonlyMap<string, string>;
  /** What the names of all targets so far begin with. */
  readonly prefix: SharedPrefix;
}

/** Before the first event. */
export function emptyProgress(): Progress {
  return {
    total: undefined,
    finished: 0,
    failed: 0,
    scanned: 0,
    withCaveats: 0,
    cached: 0,
    severities: zeroCounts(),
    inWork: new Map(),
    prefix: NO_PREFIX,
  };
}

/** The progress after one more event; the one given stays as it is. */
export function reduceProgress(progress: Progress, event: ScanEvent): Progress {
  switch (event.type) {
    case "run.started":
      return { ...progress, total: event.total };
    case "target.started": {
      const { target, pipeline } = event;
      const name = targetName(target);
      const inWork = new Map(progress.inWork).set(`${pipeline} ${target.id}`, name);
      return { ...progress, inWork, prefix: sharePrefix(progress.prefix, name) };
    }
    case "target.finished":
      return finish(progress, event);
    default:
      return progress;
  }
}

function finish(progress: Progress, { pipeline, outcome }: Extract<ScanEvent, { type: "target.finished" }>): Progress {
  const inWork = new Map(progress.inWork);
  inWork.delete(`${pipeline} ${outcome.target.id}`);
  const severities = { ...progress.severities };
  for (const finding of outcome.data.findings ?? []) severities[finding.severity] += 1;
  const finished = progress.finished + 1;
  const failed = progress.failed + (outcome.status === "failed" ? 1 : 0);
  const isDone = outcome.status === "done";
  const scanned = progress.scanned + (isDone && outcome.data.findings !== undefined ? 1 : 0);
  const withCaveats = progress.withCaveats + (isDone && caveatsOf(outcome.data).length > 0 ? 1 : 0);
  const cached = progress.cached + (isDone && isCached(outcome.data) ? 1 : 0);
  // A list may grow while it is read: never say 41 of 40.
  const total = progress.total === undefined ? undefined : Math.max(progress.total, finished);
  return { ...progress, total, finished, failed, scanned, withCaveats, cached, severities, inWork };
}

/** Milliseconds still to go at the speed so far; undefined as long as that cannot be told. */
export function expectRemaining({ total, finished }: Progress, elapsedMs: number): number | undefined {
  if (total === undefined || finished === 0) return undefined;
  return (elapsedMs / finished) * (total - finished);
}
