import type { ScanEvent } from "../../../events/event.ts";
import {
  createCaveatGroups,
  createFailureGroups,
  createFixPlanner,
  createNews,
  createWorstImages,
  type FixPlan,
  type NewFinding,
  type TargetGroup,
  type WorstImage,
} from "../../../highlights/mod.ts";

/** How many of each kind are kept. */
const KEPT = 10;

/** What the end of a run names, besides its sums. */
export interface RunFacts {
  /** How many targets have findings. */
  readonly affected: number;
  readonly worst: readonly WorstImage[];
  readonly plan: FixPlan;
  readonly failures: readonly TargetGroup[];
  readonly caveats: readonly TargetGroup[];
  /** The worst new findings of images that an earlier run has looked at. */
  readonly news: readonly NewFinding[];
  /** How many of those there are. */
  readonly allNews: number;
}

/** Gathers what the end of a run names. Memory holds the worst, names of groups, and up to a limit what has a fix. */
export function createRunFacts() {
  const worst = createWorstImages(KEPT);
  const planner = createFixPlanner();
  const failures = createFailureGroups();
  const caveats = createCaveatGroups();
  const news = createNews(KEPT);
  return {
    handle(event: ScanEvent): void {
      if (event.type !== "target.finished") return;
      const { outcome } = event;
      worst.add(outcome);
      planner.add(outcome);
      failures.add(outcome);
      caveats.add(outcome);
      news.add(outcome);
    },
    read(): RunFacts {
      return {
        affected: worst.affected,
        worst: worst.list(),
        plan: planner.plan({ limit: KEPT }),
        failures: failures.list(),
        caveats: caveats.list(),
        news: news.list(),
        allNews: news.count,
      };
    },
  };
}
