import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { coreError } from "../../../core/kit.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { pruneHistory, type Retention } from "../../../plugins/lib/history/store/mod.ts";
import { historyOptions } from "../../../plugins/sinks/history/options.ts";
import { findHistory, loadHistoryOptions } from "../lib/find_history.ts";
import { chooseLineOptions } from "../lib/show.ts";
import { formatPruned } from "./format_pruned.ts";

const RULES = ["keepRuns", "keepFor", "keepBytes"] as const;

/** `scan history prune`: removes old runs, and makes the file smaller. Returns the exit code. */
export async function pruneCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { flags } = call;
  const isDryRun = flags.dryRun === true;
  const retention = await chooseRetention(call, context);
  const place = await findHistory(call, context);
  const pruned = await pruneHistory(place, retention, { isDryRun });
  if (flags.json) {
    const { removed, bytes, problem, ...counts } = pruned;
    const runs = removed.map(({ id, uid, started_at, label }) => {
      return { number: id, run: uid, startedAt: started_at, label };
    });
    const [before, after] = bytes;
    const data = { ...counts, removed: runs, bytes: { before, after }, problem: problem ?? null };
    writeStdout(`${printableJson({ history: place, dryRun: isDryRun, ...data })}\n`);
  } else {
    writeStdout(formatPruned({ ...pruned, place, isDryRun }, chooseLineOptions(call)));
  }
  return EXIT.ok;
}

/** What flags say, else the config, else the defaults. */
async function chooseRetention(call: OwnCall, context: CommandContext): Promise<Retention> {
  const { keepRuns, keepFor, keepBytes } = call.flags;
  const given = historyOptions.safeParse({ keepRuns, keepFor, keepBytes });
  if (!given.success) {
    const [issue] = given.error.issues;
    const value = call.flags[String(issue?.path[0])];
    throw coreError("USAGE", { reason: `"${value}" is no ${issue?.path.join(".")}: ${issue?.message}` });
  }
  const { options } = await loadHistoryOptions(call, context);
  const [runs, time, bytes] = RULES.map((rule) => {
    const configured = options[rule];
    return call.flags[rule] === undefined && typeof configured === "number" ? configured : given.data[rule];
  }) as [number, number, number];
  return { keepRuns: runs, after: new Date(Date.now() - time), maxBytes: bytes };
}
