import { resolve } from "node:path";
import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { coreError, showPath, writeAtomic } from "../../../core/kit.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { listRuns, readHistory } from "../../../plugins/lib/history/questions/mod.ts";
import { findHistory } from "../lib/find_history.ts";
import { chooseLineOptions } from "../lib/show.ts";
import { drawSvg } from "./draw_svg.ts";
import { formatTrend } from "./format_trend.ts";

const DEFAULT_LIMIT = 30;

/** `scan trend`: prints or draws how many findings the last runs had. Returns the exit code. */
export async function trendCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { flags } = call;
  const limit = typeof flags.limit === "number" ? flags.limit : DEFAULT_LIMIT;
  const pipeline = typeof flags.pipeline === "string" ? flags.pipeline : undefined;
  const place = await findHistory(call, context);
  const runs = await readHistory(place, (db) => listRuns(db, { limit, pipeline, isFinished: true }));
  if (runs.length === 0) {
    const of = pipeline === undefined ? "" : ` of the pipeline "${pipeline}"`;
    throw coreError("USAGE", { reason: `The history "${place}" has no finished run${of}` });
  }
  if (typeof flags.svg === "string") {
    const file = resolve(flags.svg);
    await writeAtomic(file, drawSvg(runs));
    writeStdout(`${showPath(file, process.cwd())}\n`);
  } else {
    const data = { history: place, ...(pipeline !== undefined && { pipeline }), runs };
    writeStdout(flags.json ? `${printableJson(data)}\n` : formatTrend(runs, chooseLineOptions(call)));
  }
  return EXIT.ok;
}
