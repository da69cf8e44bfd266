import { imageKeyOf } from "../events/mod.ts";
import {
  caveatsOf,
  isExploited,
  isFixable,
  leaveOutAccepted,
  type Outcome,
  type SeverityCounts,
  targetLabel,
  zeroCounts,
} from "../model/mod.ts";
import { compareCounts, createTop } from "./top.ts";

/** An image and how bad it is. */
export interface WorstImage<Details = undefined> {
  /** As the list calls it, with its platform where the list names one. Not escaped, nor cut. */
  readonly name: string;
  readonly severities: Readonly<SeverityCounts>;
  /** How many of its findings go away with a newer version of a package. */
  readonly fixable: number;
  readonly secrets: number;
  /** How many of its findings are known to be exploited. */
  readonly exploited: number;
  /** How many of its findings an earlier run did not have. Absent where it was compared with none. */
  readonly news?: number;
  /** Whether there may be more in it. */
  readonly hasCaveats: boolean;
  /** How many other names of the same image were met since. */
  readonly otherNames: number;
  readonly details: Details;
}

/** Keeps the worst images of a run. */
export interface WorstImages<Details = undefined> {
  /** Adds what was found in one target. */
  add(outcome: Outcome): void;
  /** The worst images, the very worst first; an image that has several names stands there once. */
  list(): readonly WorstImage<Details>[];
  /** How many targets have findings that count. */
  readonly affected: number;
}

/**
 * Makes what keeps the worst images: those with the most findings that are known to be exploited, then with the most critical ones, then with the most high ones, and so on.
 * Memory holds `limit` of them, whatever the number of targets.
 *
 * With `describe`, what it returns for an image is kept beside that image.
 *
 * @example
 * ```ts
 * import { createWorstImages } from "hullscan/kit";
 *
 * const worst = createWorstImages(10);
 * if (worst.list().length !== 0) throw new Error("nothing was added");
 * ```
 */
export function createWorstImages(limit: number): WorstImages;
export function createWorstImages<Details>(
  limit: number,
  describe: (outcome: Outcome) => Details,
): WorstImages<Details>;
export function createWorstImages(limit: number, describe?: (outcome: Outcome) => unknown): WorstImages<unknown> {
  const top = createTop<WorstImage<unknown> & { readonly key: number | undefined }>(limit, compareImages);
  let affected = 0;
  return {
    add(outcome) {
      if (leaveOutAccepted(outcome.data.findings ?? []).length === 0) return;
      affected += 1;
      const key = imageKeyOf(outcome);
      const image = { ...countImage(outcome), key, otherNames: 0, details: undefined };
      // What was among the worst and no longer is would not be taken again: nothing else need be remembered.
      const known = key === undefined ? undefined : top.take((other) => other.key === key);
      if (known === undefined && !top.admits(image)) return;
      const isWorse = known === undefined || compareImages(image, known) < 0;
      const kept = isWorse ? { ...image, name: known?.name ?? image.name, details: describe?.(outcome) } : known;
      top.add({ ...kept, otherNames: known === undefined ? 0 : known.otherNames + 1 });
    },
    list: () => top.list(),
    get affected() {
      return affected;
    },
  };
}

function compareImages(a: Bad, b: Bad): number {
  return b.exploited - a.exploited || compareCounts(a.severities, b.severities);
}

type Bad = Pick<WorstImage<unknown>, "exploited" | "severities">;

function countImage({ target, data, comparison }: Outcome) {
  const severities = zeroCounts();
  let [fixable, secrets, exploited, news] = [0, 0, 0, 0];
  for (const finding of leaveOutAccepted(data.findings ?? [])) {
    severities[finding.severity] += 1;
    if (isFixable(finding)) fixable += 1;
    if (finding.kind === "secret") secrets += 1;
    if (isExploited(finding)) exploited += 1;
    if (finding.isNew) news += 1;
  }
  const counts = { severities, fixable, secrets, exploited, ...(comparison && { news }) };
  return { name: targetLabel(target), ...counts, hasCaveats: caveatsOf(data).length > 0 };
}
