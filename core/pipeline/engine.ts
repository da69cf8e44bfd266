import type { Outcome } from "../plugin/outcome.ts";
import type { Target } from "../plugin/target.ts";

/**
 * Does one lane's work. The built-in engine runs the processors in this process; another may hand the target to a
 * worker elsewhere. Everything that goes in and comes out is plain data.
 */
export interface Engine {
  /** Works on one target. Never throws: what goes wrong is the outcome. */
  process(target: Target): Promise<Outcome>;
}
