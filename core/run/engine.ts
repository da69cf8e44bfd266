import type { Outcome } from "../model/outcome.ts";
import type { ScanData } from "../model/record.ts";
import type { Settled, Target } from "../model/target.ts";
import type { Lane } from "./merge_pull.ts";

/**
 * Does one lane's work. The built-in engine runs the processors in this process; another may hand the target to a
 * worker elsewhere. Everything that goes in and comes out is plain data.
 */
export interface Engine {
  /**
   * Works on one target. Never throws: what goes wrong is the outcome. Where it has to wait for something, it may leave
   * its lane meanwhile.
   */
  process(target: Target, known?: Prepared, lane?: Lane): Promise<Outcome>;
  /** Runs the first processors before it is the target's turn, where there are such that look ahead. Never throws. */
  prepare?(target: Target): Promise<Prepared>;
}

/** What came of a target before its turn. */
export interface Prepared {
  readonly data: Readonly<Partial<ScanData>>;
  /** Where that was the end of it. */
  readonly ending?: Settled;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}
