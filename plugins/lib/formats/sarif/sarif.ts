import { plural } from "../../../../core/kit.ts";
import type { Outcome } from "../../../../core/mod.ts";
import { INTERRUPTED } from "../doubts.ts";
import type { FormatContext, Piece } from "../format.ts";
import { plainLine } from "../plain_text.ts";
import { warnOfOlderPart } from "../warn_of_older_part.ts";
import { Gathered } from "./gather.ts";
import { type Notification, notify } from "./notifications.ts";
import { type RunFacts, writeRun } from "./write_run.ts";

/** GitHub takes 25,000 results of a run, and shows the worst 5,000. */
const MAX_SHOWN = 5_000;
const MAX_PARTS = 32;

interface SarifOptions {
  readonly category?: string;
  readonly maxResults: number;
  readonly parts?: number;
}

/**
 * SARIF 2.1.0 for GitHub code scanning: one run a file, worst results first. With more results than a file may have, images
 * are divided among files by a hash of their repository, so that each stays in its own.
 *
 * @see {@link https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html}
 */
export async function* formatSarif(
  outcomes: AsyncIterable<Outcome>,
  { options, path, run, version, summary, warn }: FormatContext<SarifOptions>,
): AsyncGenerator<Piece> {
  const { maxResults, parts: wanted, category = `hullscan/${run.label}` } = options;
  const gathered = new Gathered(path, { buckets: wanted ?? MAX_PARTS, maxResults });
  try {
    for await (const outcome of outcomes) await gathered.add(outcome);
    const parts = wanted ?? countParts(gathered.counts, maxResults);
    const { interrupted } = summary();
    const facts = {
      version,
      startedAt: run.startedAt,
      isComplete: gathered.doubts.failed === 0 && !interrupted,
      maxResults,
    } satisfies Partial<RunFacts>;
    const name = plainLine(category, 200).replace(/\/+$/, "");
    const totals = sumParts(gathered.counts, parts);
    let left = 0;
    for (let part = 0; part < parts; part += 1) {
      if (part > 0) yield { part: `-${part + 1}` };
      const id = parts === 1 ? `${name}/` : `${name}/part-${part + 1}/`;
      const notes = listNotes(gathered, { parts, part, interrupted });
      const isWanted = (bucket: number) => bucket % parts === part;
      const total = totals[part] ?? 0;
      left += yield* writeRun(gathered, { ...facts, id, notes, total, isFirst: part === 0, isWanted });
    }
    await warnOfOlderPart({ path, warn }, parts);
    for (const message of listWarnings(gathered, { parts, left, interrupted, maxResults })) warn(`SARIF: ${message}`);
    if (parts > 1 && wanted === undefined) {
      warn(
        `SARIF: the results are in ${parts} files: upload each. Set parts: ${parts}, so that images stay in theirs, and ` +
          `delete the analyses of ${name}/ from an earlier number of files on GitHub`,
      );
    }
  } finally {
    await gathered.close();
  }
}

/** The least number of files, 1, 2, 4 and so on, none of which has too many results. */
function countParts(counts: readonly number[], maxResults: number): number {
  let parts = 1;
  while (parts < MAX_PARTS && Math.max(...sumParts(counts, parts)) > maxResults) parts *= 2;
  return parts;
}

function sumParts(counts: readonly number[], parts: number): readonly number[] {
  const sums = Array.from({ length: parts }, () => 0);
  for (const [bucket, count] of counts.entries()) sums[bucket % parts] = (sums[bucket % parts] ?? 0) + count;
  return sums;
}

interface Notable {
  readonly parts: number;
  readonly interrupted: boolean;
}

/** What holds for the whole run stands in each file; the images one by one stand in the first. */
function listNotes(
  { doubts: { total: unknown }, floors }: Gathered,
  { parts, part, interrupted }: Notable & { readonly part: number },
) {
  const notes: Notification[] = [];
  if (interrupted) notes.push(notify("error", `${INTERRUPTED}.`, "INTERRUPTED"));
  const floor = floors.describe();
  if (floor !== undefined) notes.push(notify("note", `${floor}.`, "SEVERITY_FLOOR"));
  if (unknown > 0 && part > 0) {
    notes.push(notify("warning", `${unknown} images of the run are not fully known: part 1 of ${parts} names them.`));
  }
  return notes;
}

function listWarnings(
  { counts, doubts, accepted }: Gathered,
  { parts, left, interrupted, maxResults }: Notable & { readonly left: number; readonly maxResults: number },
): readonly string[] {
  const warnings: string[] = [];
  if (left > 0) warnings.push(`${left} results are left out, the least bad ones: a file has ${maxResults} at most`);
  if (accepted > 0)
    warnings.push(`left out ${plural(accepted, "accepted finding")}: GitHub would open an alert for each`);
  const shown = Math.min(MAX_SHOWN, maxResults);
  const hidden = sumParts(counts, parts).reduce(
    (sum, count) => sum + Math.max(0, Math.min(count, maxResults) - shown),
    0,
  );
  if (hidden > 0) {
    const help =
      parts < MAX_PARTS ? "Set parts to more files" : "Report a higher severity only, or scan in several runs";
    warnings.push(`GitHub shows ${MAX_SHOWN} results of a file: ${hidden} will not be seen. ${help}`);
  }
  const close = "an upload to GitHub closes alerts that may still stand";
  if (doubts.total > 0) warnings.push(`some images may have more results (${doubts}): ${close}`);
  if (interrupted) warnings.push(`the run was interrupted, and not all images have results: ${close}`);
  return warnings;
}
