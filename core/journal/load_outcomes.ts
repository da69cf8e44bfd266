import type { FileHandle } from "node:fs/promises";
import { decodeLine } from "./line.ts";
import { createOutcomeIndex, type OutcomeIndex } from "./outcome_index.ts";
import { readLines } from "./read_lines.ts";

/** What a journal holds. */
export interface LoadedOutcomes {
  /** The targets that need no second scan: done or skipped. Those that failed are scanned again. */
  readonly index: OutcomeIndex;
  /** Where the next line goes: after the last good one. */
  readonly end: number;
  /** How many results are too large to be read again, and so are scanned again. */
  readonly tooLarge: number;
  /** Whether it ends with a line that is not what was written, and not with one that is merely cut off. */
  readonly isDamaged: boolean;
}

/** Reads through a journal, from its first outcome to the last good line; of each at most `maxBytes`. */
export async function loadOutcomes(handle: FileHandle, from: number, maxBytes?: number): Promise<LoadedOutcomes> {
  const index = createOutcomeIndex();
  let end = from;
  let tooLarge = 0;
  for await (const stored of readLines(handle, from, maxBytes)) {
    if (stored.isTooLong) {
      tooLarge += 1;
      end = stored.end;
      continue;
    }
    const line = decodeLine(stored.bytes);
    if (line === undefined) return { index, end, tooLarge, isDamaged: true };
    if (line.kind === "done" || line.kind === "skipped") index.add(line.key, stored.offset);
    end = stored.end;
  }
  return { index, end, tooLarge, isDamaged: false };
}
