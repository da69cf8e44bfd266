import type { Outcome } from "../model/outcome.ts";
import type { ScanData } from "../model/record.ts";
import type { Settled, Target } from "../model/target.ts";
import type { LeaveOptions, MaybePromise } from "./context.ts";

/**
 * Runs the processors of one pipeline: in this process, or elsewhere. Targets, what is known of them and outcomes are
 * plain data, which survives JSON.
 */
export interface Engine {
  /**
   * Works on one target, and returns what came of it. What it throws fails the target. Where it has to wait for something,
   * it may leave its lane meanwhile.
   */
  process(target: Target, known?: Prepared, lane?: Lane): Promise<Outcome>;
  /** Runs the first processors before it is the target's turn, where some look ahead. */
  prepare?(target: Target): Promise<Prepared>;
  /** Called when the pipeline has ended, however that was. */
  close?(): MaybePromise<void>;
}

/** The result of looking ahead at a target. */
export interface Prepared {
  readonly data: Readonly<Partial<ScanData>>;
  /** Where that was the end of it. */
  readonly ending?: Settled;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/** The place at which an item is worked on. */
export interface Lane {
  /**
   * Waits without holding the lane, which takes another item meanwhile. When the waiting has ended, well or not, the item
   * stands at the end of the queue: it goes on when the source has no more items, or waits for its own next one, or
   * after five minutes; with `goesFirst`, as soon as a lane is free.
   */
  leave<W>(wait: () => Promise<W>, options?: LeaveOptions): Promise<W>;
}

/** A pipeline, as an engine sees it. */
export interface EnginePipeline {
  readonly name: string;
  /** How many targets are in work at a time. */
  readonly jobs: number;
  /** The names of its processors, in their order. */
  readonly processors: readonly string[];
  /**
   * Fires when what is in work is to stop: the run is interrupted, or a sink is broken. What `process` has not returned
   * half a minute later is given up.
   */
  readonly signal: AbortSignal;
  /** Sets the processors up in this process, and runs them here. */
  openHere(): Promise<Engine>;
  /** Says what the processors would do, and changes nothing. */
  openPlan(): Promise<Engine>;
}
