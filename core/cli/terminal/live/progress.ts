import type { Retry, ScanEvent } from "../../../events/event.ts";
import {
  caveatsOf,
  isCached,
  isRematched,
  leaveOutAccepted,
  type SeverityCounts,
  zeroCounts,
} from "../../../model/mod.ts";
import { targetName } from "../../../model/target.ts";
import { NO_PREFIX, type SharedPrefix, sharePrefix } from "../text/short_name.ts";

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
  /** How many were matched again, and not scanned. */
  readonly rematched: number;
  readonly severities: SeverityCounts;
  /** The targets in work by pipeline and id, oldest first. */
  readonly inWork: ReadonlyMap<string, InWork>;
  /** What processors do with targets by pipeline and id, also with those that are looked up before their turn. */
  readonly activities: ReadonlyMap<string, Activity>;
  /** How often something was tried again. */
  readonly retries: number;
  /** What the names of all targets so far begin with. */
  readonly prefix: SharedPrefix;
}

/** A target in work. */
export interface InWork {
  readonly name: string;
  /** On the clock of `performance.now()`. */
  readonly since: number;
}

/** What is done with a target. */
export interface Activity {
  /** In a word: `scanning`. */
  readonly what: string;
  readonly since: number;
  /** Set while it is tried again. */
  readonly retry?: Retry;
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
    rematched: 0,
    severities: zeroCounts(),
    inWork: new Map(),
    activities: new Map(),
    retries: 0,
    prefix: NO_PREFIX,
  };
}

/** The progress after one more event, at that time; the one given stays as it is. */
export function reduceProgress(progress: Progress, event: ScanEvent, now = performance.now()): Progress {
  switch (event.type) {
    case "run.started":
      return { ...progress, total: event.total };
    case "target.started": {
      const { target, pipeline } = event;
      const name = targetName(target);
      const inWork = new Map(progress.inWork).set(keyOf(pipeline, target.id), { name, since: now });
      return { ...progress, inWork, prefix: sharePrefix(progress.prefix, name) };
    }
    case "processor.started":
      return act(progress, event, { what: event.activity ?? event.plugin, since: now });
    case "processor.finished":
      return act(progress, event, undefined);
    case "target.retry": {
      const { attempt, of, code, reason, delayMs, plugin } = event;
      const retry = { attempt, of, code, reason, delayMs };
      return { ...act(progress, event, { what: plugin, since: now, retry }), retries: progress.retries + 1 };
    }
    case "target.finished":
      return finish(progress, event);
    default:
      return progress;
  }
}

function keyOf(pipeline: string, target: string): string {
  return `${pipeline} ${target}`;
}

function act(
  progress: Progress,
  at: { readonly pipeline: string; readonly target: string },
  activity: Activity | undefined,
): Progress {
  const activities = new Map(progress.activities);
  const key = keyOf(at.pipeline, at.target);
  if (activity === undefined) activities.delete(key);
  else activities.set(key, activity);
  return { ...progress, activities };
}

function finish(progress: Progress, { pipeline, outcome }: Extract<ScanEvent, { type: "target.finished" }>): Progress {
  const inWork = new Map(progress.inWork);
  inWork.delete(keyOf(pipeline, outcome.target.id));
  const activities = new Map(progress.activities);
  activities.delete(keyOf(pipeline, outcome.target.id));
  const severities = { ...progress.severities };
  for (const finding of leaveOutAccepted(outcome.data.findings ?? [])) severities[finding.severity] += 1;
  const finished = progress.finished + 1;
  const failed = progress.failed + (outcome.status === "failed" ? 1 : 0);
  const isDone = outcome.status === "done";
  const scanned = progress.scanned + (isDone && outcome.data.findings !== undefined ? 1 : 0);
  const withCaveats = progress.withCaveats + (isDone && caveatsOf(outcome.data).length > 0 ? 1 : 0);
  const cached = progress.cached + (isDone && isCached(outcome.data) ? 1 : 0);
  const rematched = progress.rematched + (isDone && isRematched(outcome.data) ? 1 : 0);
  // A list may grow while it is read: never say 41 of 40.
  const total = progress.total === undefined ? undefined : Math.max(progress.total, finished);
  return {
    ...progress,
    total,
    finished,
    failed,
    scanned,
    withCaveats,
    cached,
    rematched,
    severities,
    inWork,
    activities,
  };
}

/** Milliseconds still to go at the speed so far; undefined as long as that cannot be told. */
export function expectRemaining({ total, finished }: Progress, elapsedMs: number): number | undefined {
  if (total === undefined || finished === 0) return undefined;
  return (elapsedMs / finished) * (total - finished);
}
