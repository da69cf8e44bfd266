import type { ScanEvent } from "../../../events/event.ts";
import {
  createCaveatGroups,
  createFailureGroups,
  createNews,
  createUpgrades,
  createWorstImages,
  type NewFinding,
  type TargetGroup,
  type Upgrade,
  type WorstImage,
} from "../../../highlights/mod.ts";

/** How many of each kind are kept. */
const KEPT = 10;

/** What the end of a run names, besides its sums. */
export interface RunFacts {
  /** How many targets have findings. */
  readonly affected: number;
  readonly worst: readonly WorstImage[];
  readonly upgrades: readonly Upgrade[];
  /** How many upgrades there are. */
  readonly allUpgrades: number;
  /** Whether the numbers of upgrades are lower bounds. */
  readonly isThinned: boolean;
  readonly failures: readonly TargetGroup[];
  readonly caveats: readonly TargetGroup[];
  /** The worst new findings of images that an earlier run has looked at. */
  readonly news: readonly NewFinding[];
  /** How many of those there are. */
  readonly allNews: number;
}

/** Gathers what the end of a run names. Memory holds the worst, packages up to a limit, and names of groups. */
export function createRunFacts() {
  const worst = createWorstImages(KEPT);
  const upgrades = createUpgrades();
  const failures = createFailureGroups();
  const caveats = createCaveatGroups();
  const news = createNews(KEPT);
  return {
    handle(event: ScanEvent): void {
      if (event.type !== "target.finished") return;
      const { outcome } = event;
      worst.add(outcome);
      upgrades.add(outcome.data.findings ?? []);
      failures.add(outcome);
      caveats.add(outcome);
      news.add(outcome);
    },
    read(): RunFacts {
      return {
        affected: worst.affected,
        worst: worst.list(),
        upgrades: upgrades.list(KEPT),
        allUpgrades: upgrades.size,
        isThinned: upgrades.isThinned,
        failures: failures.list(),
        caveats: caveats.list(),
        news: news.list(),
        allNews: news.count,
      };
    },
  };
}
