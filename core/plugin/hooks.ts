import type { Observable, Unsubscribable } from "rxjs";
import type { ScanEvent, Summary } from "../events/event.ts";
import type { Comparison } from "../model/comparison.ts";
import type { Finding } from "../model/finding.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ScanData, ScanRecord, Skip } from "../model/record.ts";
import type { Target } from "../model/target.ts";
import type { MaybePromise, PluginContext, SinkContext, TargetContext } from "./context.ts";
import type { Engine, EnginePipeline } from "./engine.ts";
import type { PlanStep } from "./plan_step.ts";

/** What a source returns its targets as. An Observable is not slowed by slow work: it is buffered without limit. */
export type Targets = Iterable<Target> | AsyncIterable<Target> | Observable<Target>;

/** A source at work. */
export interface SourceHooks {
  /** Emits the targets. Called once for a run; pulled only as fast as the targets are scanned, at most a few ahead. */
  targets(ctx: PluginContext): Targets;
  /** How many targets there will be, if that is cheap to find out; used for progress only. */
  count?(ctx: PluginContext): MaybePromise<number | undefined>;
  /** Releases what `setup` acquired. */
  dispose?(): MaybePromise<void>;
}

/** A processor at work. */
export interface ProcessorHooks {
  /** Works on one target and returns what it adds, or that the rest can be skipped. Throws when it cannot. */
  process(record: ScanRecord, ctx: TargetContext): MaybePromise<Partial<ScanData> | Skip | void>;
  /**
   * Releases what `setup` acquired. What it throws is a warning; a fatal ScanError is the error that the run ends with,
   * when all else is done.
   */
  dispose?(): MaybePromise<void>;
}

/** A processor in a dry run. */
export interface PlanHooks {
  /** Says what it would do with a target. `data` is what processors before it know of it. What it throws fails the target. */
  plan(record: ScanRecord): MaybePromise<PlanStep>;
  /** Releases what `openPlan` acquired. */
  dispose?(): MaybePromise<void>;
}

/**
 * A processor that knows images from earlier runs so well that it finds out what is in them now without asking anybody
 * where they come from.
 */
export interface RematchHooks {
  /** The images that it knows: each as it was known when it was scanned. */
  list(): MaybePromise<readonly ScanRecord[]>;
  /** What was found in one before, where that is kept. */
  loadEarlier(record: ScanRecord): MaybePromise<Partial<ScanData> | undefined>;
  /** Finds out what is in one now. Throws where it cannot without asking for the image. */
  rematch(record: ScanRecord, ctx: TargetContext): MaybePromise<Partial<ScanData>>;
  /** Releases what `openRematch` acquired. */
  dispose?(): MaybePromise<void>;
}

/** What a sink says of an outcome and an earlier run. */
export interface Compared {
  readonly comparison: Comparison;
  /** The findings of the outcome that the earlier run does not have. */
  readonly news: ReadonlySet<Finding>;
}

/** A sink at work. Its hooks are never called two at a time. */
export interface SinkHooks {
  /**
   * Compares an outcome with an earlier run, before any sink gets it: all sinks, the events and the gate see what is new.
   * The journal does not keep it: a resumed run asks again. Of two sinks the first that returns something counts.
   * Throwing ends the run, as it does in `write`.
   */
  compare?(outcome: Outcome, ctx: SinkContext): MaybePromise<Compared | undefined>;
  /**
   * Takes one outcome. Throwing ends the run. One that is `replayed` may have reached this sink before, in the run that
   * is resumed: a sink that sends messages leaves it out, one that writes a file does not.
   */
  write?(outcome: Outcome, ctx: SinkContext): MaybePromise<void>;
  /** Called once after the last outcome, also when the run was interrupted. */
  end?(summary: Summary, ctx: SinkContext): MaybePromise<void>;
  /** Releases what `setup` acquired; without an `end` before, the run broke. */
  dispose?(): MaybePromise<void>;
}

/** An observer at work: it only watches. */
export interface ObserverHooks {
  /**
   * Watches what happens. Return the Observable that does the work, or its Subscription, or a promise that settles after the
   * last event. Observers end in reverse order: the events complete when nothing can come any more but from those before
   * this one. An Observable is subscribed to for you, and the run waits at its end until it completes, ten seconds at
   * most: flush there what is left. When it errors, or a handler throws, the others go on, and the run ends with that error
   * when all reports are written.
   */
  observe(
    events$: Observable<ScanEvent>,
    ctx: PluginContext,
  ): Observable<unknown> | Unsubscribable | Promise<void> | void;
  /** Releases what `setup` acquired, when the observer has seen the last event. */
  dispose?(): MaybePromise<void>;
}

/** An engine at work. */
export interface EngineHooks {
  /** Called once for each pipeline, when its turn comes. */
  open(pipeline: EnginePipeline, ctx: PluginContext): MaybePromise<Engine>;
  /** Releases what `setup` acquired. */
  dispose?(): MaybePromise<void>;
}
