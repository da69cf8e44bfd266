import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStderr, writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { askSql } from "../../../plugins/lib/history/questions/mod.ts";
import { findHistory } from "../lib/find_history.ts";
import { formatGrid } from "../lib/grid.ts";
import { chooseLineOptions } from "../lib/show.ts";

const DEFAULT_ROWS = 1000;
const DEFAULT_SECONDS = 30;

/** `scan sql QUERY`: prints what a query over the views of the history answers. Returns the exit code. */
export async function sqlCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { words, flags } = call;
  const [query = ""] = words;
  const limit = typeof flags.limit === "number" ? flags.limit : DEFAULT_ROWS;
  const seconds = typeof flags.timeout === "number" ? flags.timeout : DEFAULT_SECONDS;
  const place = await findHistory(call, context);
  const { columns, rows, isCut } = await askSql(place, query, { rows: limit, seconds });
  if (flags.json) {
    const records = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, toValue(row[index])])));
    writeStdout(`${printableJson(records)}\n`);
  } else {
    const grid = {
      columns: columns.map((head) => ({ head, cut: "middle" as const })),
      rows: rows.map((row) => row.map((value) => String(toValue(value) ?? ""))),
    };
    writeStdout(`${formatGrid(grid, chooseLineOptions(call)).join("\n")}\n`);
  }
  if (isCut) writeStderr(`warn: There are more rows: these are the first ${limit} (--limit)\n`);
  return EXIT.ok;
}

/** Bytes as JSON has none. */
function toValue(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}
