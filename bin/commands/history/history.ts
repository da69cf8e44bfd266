import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { coreError } from "../../../core/kit.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { listLooks, listRuns, readHistory } from "../../../plugins/lib/history/questions/mod.ts";
import { findHistory } from "../lib/find_history.ts";
import { chooseLineOptions } from "../lib/show.ts";
import { formatLooks } from "./format_looks.ts";
import { formatRuns } from "./format_runs.ts";

const DEFAULT_LIMIT = 20;

/** What stands for an image, and is none: it removes runs. */
const PRUNE = "prune";
const PRUNE_FLAGS = {
  keepRuns: "--keep-runs",
  keepFor: "--keep-for",
  keepBytes: "--keep-bytes",
  dryRun: "--dry-run",
};

/** `scan history [IMAGE|prune]`: prints the runs, or what they found in an image; or removes old runs. Returns the exit code. */
export async function historyCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { words, flags } = call;
  const [image] = words;
  if (image === PRUNE) return await (await import("./prune.ts")).pruneCommand(call, context);
  refusePruneFlags(call);
  const limit = typeof flags.limit === "number" ? flags.limit : DEFAULT_LIMIT;
  const place = await findHistory(call, context);
  const options = chooseLineOptions(call);
  if (image === undefined) {
    const runs = await readHistory(place, (db) => listRuns(db, { limit, isFinished: false }));
    writeStdout(flags.json ? `${printableJson({ history: place, runs })}\n` : formatRuns({ place, runs }, options));
  } else {
    const facts = await readHistory(place, (db) => listLooks(db, image, limit));
    writeStdout(flags.json ? `${printableJson({ history: place, ...facts })}\n` : formatLooks(facts, options));
  }
  return EXIT.ok;
}

/** Flags of `prune` stand beside it alone. */
function refusePruneFlags({ flags }: OwnCall): void {
  const misplaced = Object.entries(PRUNE_FLAGS).find(([name]) => flags[name] !== undefined);
  if (misplaced !== undefined) throw coreError("USAGE", { reason: `${misplaced[1]} is for "scan history prune"` });
}
