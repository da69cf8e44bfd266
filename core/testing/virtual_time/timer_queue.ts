/** A timer that waits for its moment. */
export interface QueuedTimer {
  /** How long it was set for, in milliseconds. */
  readonly ms: number;
  /** When it fires, in milliseconds of virtual time. */
  at: number;
  readonly fire: () => void;
  readonly repeats: boolean;
}

/** Timers in the order in which they fire, and the moment that it is. */
export interface TimerQueue {
  /** Milliseconds since the beginning. */
  readonly now: number;
  readonly waiting: Iterable<QueuedTimer>;
  set(fire: () => void, options: { readonly ms: number; readonly repeats: boolean }): QueuedTimer;
  /** Lets a timer wait its whole time again, also one that has fired. */
  restart(timer: QueuedTimer): void;
  clear(timer: QueuedTimer): void;
  /** Goes to the next timer that is due by this moment and fires it; else to the moment itself, and returns false. */
  step(until: number): boolean;
}

const LONGEST_MS = 2 ** 31 - 1;

/** Makes an empty queue. Of timers with the same moment, the one that was set first fires first. */
export function createTimerQueue(onSet: (timer: QueuedTimer) => void): TimerQueue {
  const waiting = new Set<QueuedTimer>();
  let now = 0;

  function add(timer: QueuedTimer): void {
    waiting.delete(timer);
    timer.at = now + timer.ms;
    waiting.add(timer);
    onSet(timer);
  }

  return {
    waiting,
    get now() {
      return now;
    },
    set(fire, { ms, repeats }) {
      // As Node has it: what is no length, or too long, is one millisecond.
      const timer: QueuedTimer = { ms: ms >= 1 && ms <= LONGEST_MS ? ms : 1, at: 0, fire, repeats };
      add(timer);
      return timer;
    },
    restart: add,
    clear: (timer) => void waiting.delete(timer),
    step(until) {
      const [next] = [...waiting].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > until) {
        now = until;
        return false;
      }
      now = next.at;
      if (next.repeats) add(next);
      else waiting.delete(next);
      next.fire();
      return true;
    },
  };
}
