import type { FileHandle } from "node:fs/promises";
import { decodeLine } from "./line.ts";
import { createOutcomeIndex, type OutcomeIndex } from "./outcome_index.ts";
import { readLines } from "./read_lines.ts";

/** What a journal holds. */
export interface LoadedOutcomes {
  /** The targets that need no second scan: done or skipped. Those that failed are scanned again. */
  readonly index: OutcomeIndex;
  /** How many targets the sources had when the run was last started; undefined where they did not know. */
  readonly total: number | undefined;
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
  let total: number | undefined;
  for await (const stored of readLines(handle, from, maxBytes)) {
    if (stored.isTooLong) {
      tooLarge += 1;
      end = stored.end;
      continue;
    }
    const line = decodeLine(stored.bytes);
    if (line === undefined) return { index, total, end, tooLarge, isDamaged: true };
    if (line.kind === "total") total = parseTotal(line.json);
    if (line.kind === "done" || line.kind === "skipped") index.add(line.key, stored.offset);
    end = stored.end;
  }
  return { index, total, end, tooLarge, isDamaged: false };
}

function parseTotal(json: string): number | undefined {
  const total: unknown = JSON.parse(json);
  return typeof total === "number" ? total : undefined;
}

/** How far a run got, for people: `69 of 100 targets are through`. */
export function formatProgress({ index, total }: Pick<LoadedOutcomes, "index" | "total">): string {
  // A list may have had fewer targets when the run was last started.
  const of = total !== undefined && total >= index.size ? ` of ${total}` : "";
  return `${index.size}${of} target${(total ?? index.size) === 1 ? " is" : "s are"} through`;
}
