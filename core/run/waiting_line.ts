/** Has an item go on in a lane; `free` is called when it is done with that. */
export type Resume = (free: () => void) => void;

/** Items that have left their lane: those that still wait for something, and those that stand in line for a lane. */
export interface WaitingLine {
  /** How many there are of both. */
  readonly away: number;
  /** Counts an item that has left its lane. */
  leave(): void;
  /** Counts it as back, without a lane: it is done with. */
  comeBack(): void;
  /** Puts it at the end of the line, or in front of all that do not go first. Resolves when it has a lane. */
  enter(goesFirst: boolean): Promise<() => void>;
  /**
   * Takes the item from the line that may go on, if there is one: before the others are through, it is one that goes
   * first or has stood there for long, or any while the source lets its next item wait.
   */
  take(others: { readonly areThrough: boolean; readonly askedAt: number | undefined }): Resume | undefined;
  /** Resolves when something has changed, or is to be looked at again. */
  change(): Promise<void>;
  wake(): void;
}

/** How long an item stands in line at most while there are others, in milliseconds. */
const MAX_IN_LINE_MS = 300_000;
/** How long a source may let its next item wait before those in line go on, in milliseconds. */
const PATIENCE_MS = 100;

interface Standing {
  readonly since: number;
  readonly resume: Resume;
}

/** Makes an empty line. */
export function createWaitingLine(): WaitingLine {
  const first: Standing[] = [];
  const last: Standing[] = [];
  let sleepers: (() => void)[] = [];
  let away = 0;

  function wake(): void {
    const woken = sleepers;
    sleepers = [];
    for (const go of woken) go();
  }

  return {
    get away() {
      return away;
    },
    leave() {
      away += 1;
    },
    comeBack() {
      away -= 1;
      wake();
    },
    enter(goesFirst) {
      return new Promise((resolve) => {
        function resume(free: () => void): void {
          away -= 1;
          resolve(free);
          wake();
        }
        (goesFirst ? first : last).push({ since: performance.now(), resume });
        wake();
      });
    },
    take({ areThrough, askedAt }) {
      if (first.length > 0) return first.shift()?.resume;
      const [head] = last;
      if (head === undefined) return undefined;
      const now = performance.now();
      const isTurn = now - head.since >= MAX_IN_LINE_MS || (askedAt !== undefined && now - askedAt >= PATIENCE_MS);
      return areThrough || isTurn ? last.shift()?.resume : undefined;
    },
    change() {
      return new Promise((resolve) => {
        const timer = last.length > 0 ? setTimeout(resolve, PATIENCE_MS) : undefined;
        sleepers.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    wake,
  };
}
