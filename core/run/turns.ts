import type { Journal } from "../journal/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import type { Engine, LookedUp } from "./engine.ts";

/** What is known of a target before it is processed. */
export interface Known {
  /** What came of it in the run that is resumed. */
  readonly replayed?: Outcome | undefined;
  readonly found?: LookedUp | undefined;
}

/** A target, and what is being found out about it: its lane waits for that, and no other one does. */
export interface Turn {
  readonly target: Target;
  /** See {@linkcode Outcome}. */
  readonly position: number;
  readonly preparing: Promise<Known>;
}

/** Prepares targets for their turn. */
export interface Turns {
  /** Begins to find out what there is about a target whose turn has come. */
  prepare(target: Target): Turn;
  /** The same for one whose turn comes later, or never. */
  prepareAhead(target: Target): Promise<Turn>;
  /** Settles when nothing is being found out ahead any more. Never rejects. */
  settle(): Promise<void>;
}

/** What targets of one pipeline are prepared with. */
export interface TurnsOptions {
  readonly pipeline: string;
  readonly journal: Journal | undefined;
  readonly engine: Pick<Engine, "lookUp">;
  /** Counts the targets of the run; asked in the order in which sources emit them. */
  readonly nextPosition: () => number;
}

/** Finds out what is known of targets before they are processed: from the run that is resumed, and by looking up. */
export function createTurns({ pipeline, journal, engine, nextPosition }: TurnsOptions): Turns {
  const ahead = new Set<Promise<Known>>();

  async function find(target: Target): Promise<Known> {
    const replayed = await journal?.replay(pipeline, target);
    return replayed === undefined ? { found: await engine.lookUp?.(target) } : { replayed };
  }

  return {
    prepare: (target) => ({ target, position: nextPosition(), preparing: find(target) }),
    async prepareAhead(target) {
      const position = nextPosition();
      const preparing = find(target);
      ahead.add(preparing);
      const forget = () => void ahead.delete(preparing);
      preparing.then(forget, forget);
      return { target, position, preparing };
    },
    async settle() {
      await Promise.allSettled(ahead);
    },
  };
}
