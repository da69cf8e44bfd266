import type { Logger } from "../../../core/mod.ts";
import { toPrintable } from "../clients/oci/mod.ts";
import type { ListFile } from "./list_file.ts";
import type { RepeatedEntry } from "./read_entries.ts";

/** How many repetitions are named one by one. */
const NAMED_REPETITIONS = 10;

/** Tells of repeated entries in the log. */
export interface RepetitionLog {
  onRepeated(repeated: RepeatedEntry): void;
  /** Tells the total where not all were named. */
  end(): void;
}

/** Makes the log of one list's repetitions: the first ten by line, the rest as a total. */
export function createRepetitionLog(file: ListFile, log: Logger): RepetitionLog {
  let total = 0;
  return {
    onRepeated({ line, text, firstLine }) {
      total += 1;
      if (total > NAMED_REPETITIONS) return;
      log.warn(
        `${file.name} line ${line}: "${toPrintable(text)}" stands on line ${firstLine} already; it is used once`,
      );
    },
    end() {
      if (total > NAMED_REPETITIONS) log.warn(`${file.name}: ${total} lines in all repeat earlier ones`);
    },
  };
}
