import type { Acceptor } from "../../../core/accept/mod.ts";
import { coreError, isAccepted } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import type { KnownImage } from "../../../core/run/open_rematch.ts";
import { loadRun, type Side } from "../../../plugins/lib/history/questions/diff/mod.ts";
import { openScratch, type Scratch } from "../../../plugins/lib/history/questions/mod.ts";
import { type Diff, summarize } from "../diff/summarize.ts";

/** An image that nothing can be said of. */
export interface Unmatched {
  readonly image: string;
  readonly reason: string;
}

/** What images are compared with. */
export interface CompareOptions {
  readonly acceptor: Pick<Acceptor, "mark">;
  /** How many are matched at the same time. */
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/**
 * Matches images again, and compares them with what was found in them before. Accepted findings are left out of both. All
 * findings are in a temporary file, not in memory.
 *
 * @throws {ScanError} ABORTED
 */
export async function compareImages(
  images: readonly KnownImage[],
  options: CompareOptions,
): Promise<{ readonly diff: Diff; readonly unmatched: readonly Unmatched[] }> {
  const { acceptor, jobs, signal } = options;
  const unmatched: Unmatched[] = [];
  const withoutAccepted = (outcome: Outcome): Outcome => {
    const { data, ...rest } = acceptor.mark(outcome);
    const findings = data.findings?.filter((finding) => !isAccepted(finding));
    return { ...rest, data: { ...data, ...(findings && { findings }) } } as Outcome;
  };

  // All of them first: what is found now takes the place of what is kept.
  async function* loadEarlier(): AsyncGenerator<Outcome> {
    for (const image of images) {
      const outcome = await image.loadEarlier();
      if (outcome !== undefined) yield withoutAccepted(outcome);
    }
  }

  async function* rematchAll(): AsyncGenerator<Outcome> {
    for await (const outcome of inLanes(images, jobs)) {
      if (signal.aborted) throw coreError("ABORTED", { reason: "images were being matched again" });
      if (outcome.status === "failed") {
        unmatched.push({ image: outcome.target.image ?? outcome.target.id, reason: outcome.error.message });
      }
      yield withoutAccepted(outcome);
    }
  }

  const scratch = await openScratch();
  try {
    const before = await record(loadEarlier(), "what was found before", scratch);
    const now = await record(rematchAll(), "the newest database", scratch);
    return { diff: await summarize(before, now, { areImages: false }), unmatched };
  } finally {
    await scratch.close();
  }
}

async function record(outcomes: AsyncIterable<Outcome>, name: string, scratch: Scratch): Promise<Side> {
  const startedAt = new Date();
  const id = await scratch.record(outcomes, startedAt);
  const side = await loadRun(scratch.db, { id, started_at: startedAt.toISOString(), state: "finished" });
  return { ...side, name };
}

/** Some at a time, and in order. */
async function* inLanes(images: readonly KnownImage[], jobs: number): AsyncGenerator<Outcome> {
  const atWork: Promise<Outcome>[] = [];
  for (const image of images) {
    atWork.push(image.rematch());
    const first = atWork.length < jobs ? undefined : atWork.shift();
    if (first !== undefined) yield await first;
  }
  for (const outcome of atWork) yield await outcome;
}
