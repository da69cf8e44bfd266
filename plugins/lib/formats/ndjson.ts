import type { Outcome } from "../../../core/mod.ts";
import type { FormatContext } from "./format.ts";

/** Raise it when a reader of the old lines would misread the new ones. */
export const NDJSON_VERSION = 1;

/**
 * A JSON object a line: the run, each outcome, and at the end how many there were. Nothing is left out of an outcome. A file
 * without its last line is cut.
 */
export async function* formatNdjson(
  outcomes: AsyncIterable<Outcome>,
  { run, version, summary }: FormatContext,
): AsyncGenerator<string> {
  const { id, label, startedAt } = run;
  yield toLine({
    type: "run",
    format: NDJSON_VERSION,
    hullscan: version,
    id,
    label,
    startedAt: startedAt.toISOString(),
  });
  let count = 0;
  for await (const outcome of outcomes) {
    count += 1;
    yield toLine({ type: "outcome", ...outcome });
  }
  const { interrupted, intel } = summary();
  yield toLine({ type: "end", outcomes: count, interrupted, intel });
}

function toLine(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value)}\n`;
}
