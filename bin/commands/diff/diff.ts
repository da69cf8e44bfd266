import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { coreError } from "../../../core/kit.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { openScratch, readHistory } from "../../../plugins/lib/history/questions/mod.ts";
import type { HistoryDatabase } from "../../../plugins/lib/history/store/schema.ts";
import { findHistory } from "../lib/find_history.ts";
import { chooseLineOptions } from "../lib/show.ts";
import { formatDiff } from "./format_diff.ts";
import { formatMarkdown } from "./format_markdown.ts";
import { findInHistory, isReport, loadReport } from "./resolve_sides.ts";
import { summarize } from "./summarize.ts";

/** `scan diff A B`: prints what is new, gone and changed between two runs, reports or images. Returns the exit code. */
export async function diffCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { words, flags } = call;
  const [a = "", b = ""] = words;
  const areReports = await Promise.all([a, b].map(isReport));
  const diff = areReports.every(Boolean)
    ? await compare(call, context)
    : await readHistory(await findHistory(call, context), (db) => compare(call, context, db));
  const text = flags.json
    ? `${printableJson(diff)}\n`
    : flags.markdown
      ? formatMarkdown(diff)
      : formatDiff(diff, chooseLineOptions(call));
  writeStdout(text);
  return EXIT.ok;
}

async function compare({ words }: OwnCall, context: CommandContext, db?: HistoryDatabase) {
  const scratch = await openScratch();
  try {
    const find = async (word = "") =>
      db === undefined || (await isReport(word)) ? loadReport(word, scratch, context) : findInHistory(word, db);
    const [a, b] = [await find(words[0]), await find(words[1])];
    if (a.isImage !== b.isImage) {
      throw coreError("USAGE", { reason: "An image is compared with an image, and a run or report with another one" });
    }
    return await summarize(a.side, b.side, { areImages: a.isImage });
  } finally {
    await scratch.close();
  }
}
