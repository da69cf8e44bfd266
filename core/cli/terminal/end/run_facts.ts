import type { ScanEvent } from "../../../events/event.ts";
import {
  createCaveatGroups,
  createFailureGroups,
  createUpgrades,
  createWorstImages,
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
}

/** Gathers what the end of a run names. Memory holds the worst, packages up to a limit, and names of groups. */
export function createRunFacts() {
  const worst = createWorstImages(KEPT);
  const upgrades = createUpgrades();
  const failures = createFailureGroups();
  const caveats = createCaveatGroups();
  return {
    handle(event: ScanEvent): void {
      if (event.type !== "target.finished") return;
      const { outcome } = event;
      worst.add(outcome);
      upgrades.add(outcome.data.findings ?? []);
      failures.add(outcome);
      caveats.add(outcome);
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
      };
    },
  };
}
