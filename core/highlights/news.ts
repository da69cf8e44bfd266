import { type Finding, leaveOutAccepted, type Outcome, targetLabel } from "../model/mod.ts";
import { compareFindings } from "./risk.ts";
import { createTop } from "./top.ts";

/** A finding that an earlier run did not have. */
export interface NewFinding {
  readonly finding: Finding;
  /** The first image that it was found in, as the list calls it. Not escaped. */
  readonly image: string;
  /** How many other images have it since. */
  readonly otherImages: number;
}

/** Keeps the worst of what is new. */
export interface News {
  add(outcome: Outcome): void;
  /** The worst first; what several images have stands there once. */
  list(): readonly NewFinding[];
  /** How many were added, once for each image. */
  readonly count: number;
}

/**
 * Makes what keeps the worst new findings of a run. In an image that no earlier run has looked at, all is new: of that,
 * nothing is kept. Memory holds `limit` findings.
 */
export function createNews(limit: number): News {
  const top = createTop<NewFinding>(limit, (a, b) => compareFindings(a.finding, b.finding));
  let count = 0;
  return {
    add({ target, data, comparison }) {
      if (comparison === undefined || comparison.isFirst) return;
      const image = targetLabel(target);
      for (const finding of leaveOutAccepted(data.findings ?? [])) {
        if (!finding.isNew) continue;
        count += 1;
        const { fingerprint, id } = finding;
        // What is pushed out stays out: what is before it only gets more.
        const known = top.take(
          ({ finding: other }) => fingerprint !== undefined && other.fingerprint === fingerprint && other.id === id,
        );
        top.add(known ? { ...known, otherImages: known.otherImages + 1 } : { finding, image, otherImages: 0 });
      }
    },
    list: () => top.list(),
    get count() {
      return count;
    },
  };
}
