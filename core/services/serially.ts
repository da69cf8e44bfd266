/** Runs work after all earlier work of the same queue, and returns its result. */
export type InTurn = <T>(work: () => T | Promise<T>) => Promise<T>;

/** Options of `serially()`. */
export interface SeriallyOptions {
  /** `run` runs it all the same; `reject` runs none of it: each call rejects with that error. @default {"run"} */
  readonly afterFailure?: "run" | "reject";
}

/**
 * Makes a function that runs asynchronous work one after the other, in the order of the calls.
 *
 * @example
 * ```ts
 * import { serially } from "hullscan/kit";
 *
 * const lines: string[] = [];
 * const inTurn = serially();
 * const slow = inTurn(() => new Promise<void>((resolve) => setTimeout(resolve, 10)).then(() => void lines.push("first")));
 * const quick = inTurn(() => void lines.push("second"));
 * await Promise.all([slow, quick]);
 * if (lines.join() !== "first,second") throw new Error(lines.join());
 * ```
 */
export function serially({ afterFailure = "run" }: SeriallyOptions = {}): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = afterFailure === "run" ? result.catch(() => {}) : result;
    return result;
  };
}
