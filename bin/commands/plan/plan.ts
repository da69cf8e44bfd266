import { compileGlobs } from "../../../core/accept/compile_globs.ts";
import { listImageNames } from "../../../core/accept/image_names.ts";
import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { coreError, isSeverity } from "../../../core/kit.ts";
import type { Severity, Target } from "../../../core/mod.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { findMoment, type KnownImage, planFixes, readHistory } from "../../../plugins/lib/history/questions/mod.ts";
import { findHistory } from "../lib/find_history.ts";
import { loadRules } from "../lib/load_rules.ts";
import { createMark } from "../lib/mark_accepted.ts";
import { chooseLineOptions } from "../lib/show.ts";
import type { Answer } from "./answer.ts";
import { formatMarkdown } from "./format_markdown.ts";
import { formatPlan } from "./format_plan.ts";

const DEFAULT_LIMIT = 10;

/** `scan plan`: prints what to do first over all images of the history. Returns the exit code. */
export async function planCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const { flags } = call;
  const limit = typeof flags.limit === "number" ? flags.limit : DEFAULT_LIMIT;
  const minSeverity = parseSeverity(flags.severity);
  const place = await findHistory(call, context);
  const mark = createMark(await loadRules(call, context));
  const planned = await readHistory(place, async (db) => {
    const all = flags.json ? { names: Number.POSITIVE_INFINITY } : {};
    const query = {
      limit,
      minSeverity,
      isWanted: selectImages(flags),
      mark,
      ...all,
    };
    return await planFixes(db, await findMoment(db, String(place), undefined), query);
  });
  if (planned.wanted === 0) throw coreError("USAGE", { reason: describeNone(call, planned.images) });
  const answer: Answer = { place, ...planned };
  if (flags.json) writeStdout(`${printableJson(toData(answer, call))}\n`);
  else writeStdout(flags.markdown ? formatMarkdown(answer) : formatPlan(answer, chooseLineOptions(call)));
  return EXIT.ok;
}

function parseSeverity(flag: unknown): Severity | undefined {
  if (typeof flag !== "string") return undefined;
  const upper = flag.toUpperCase();
  if (isSeverity(upper)) return upper;
  throw coreError("USAGE", { reason: `--severity: "${flag}" is not a severity: CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN` });
}

/** The images of an owner, or with names that a glob covers. */
function selectImages({ owner, image: glob }: OwnCall["flags"]): (image: KnownImage) => boolean {
  const isNamed = typeof glob === "string" ? compileGlobs([glob]) : () => true;
  return (known) => {
    if (typeof owner === "string" && known.owner !== owner) return false;
    return listImageNames({ target: { image: known.image } as Target, data: {} }).some(isNamed);
  };
}

function describeNone({ flags }: OwnCall, images: number): string {
  if (images === 0) return "The history has no image that was scanned";
  const owner = typeof flags.owner === "string" ? ` of the owner "${flags.owner}"` : "";
  const glob = typeof flags.image === "string" ? ` that "${flags.image}" covers` : "";
  return `The history knows no image${owner}${glob}`;
}

function toData({ place, plan, coverage, wanted }: Answer, { flags }: OwnCall): unknown {
  const { owner = null, image = null, severity = null } = flags;
  return { history: place, owner, image, severity, images: wanted, plan, coverage };
}
