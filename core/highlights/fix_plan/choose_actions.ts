import { SEVERITIES, type Severity } from "../../model/mod.ts";

/** Findings that the same actions remove. */
export interface FindingGroup {
  /** By severity, in the order of `SEVERITIES`. */
  readonly counts: readonly number[];
  /** The actions that remove them, by number. */
  readonly actions: readonly number[];
}

/** What an action removes that none before it does. */
export interface Choice {
  readonly action: number;
  readonly counts: readonly number[];
}

/** What was chosen. */
export interface Choices {
  readonly choices: readonly Choice[];
  /** The place, among the choices, of what removes each group; -1 where nothing does. */
  readonly takenBy: Int32Array;
  /** Whether an action is left that removes something. */
  readonly hasMore: boolean;
}

/** What a finding counts when actions are ranked. */
const WEIGHTS: Readonly<Record<Severity, number>> = { CRITICAL: 50, HIGH: 10, MEDIUM: 3, LOW: 1, UNKNOWN: 1 };

const WEIGHT_BY_INDEX = SEVERITIES.map((severity) => WEIGHTS[severity]);

/**
 * Chooses actions one after the other, each the one that removes the most of what is left: by weight, then by number. So
 * many actions remove at least 63 % of what the best choice of as many could. Of equal ones, the first by number is chosen.
 */
export function chooseActions(groups: readonly FindingGroup[], size: number, limit: number): Choices {
  const width = SEVERITIES.length;
  /** What each action would remove of what is left. Kept up to date, so that the best one is found by looking at each once. */
  const left = new Float64Array(size * width);
  const members: number[][] = Array.from({ length: size }, () => []);
  for (const [number, { actions, counts }] of groups.entries()) {
    for (const action of actions) {
      members[action]?.push(number);
      add(left, action * width, counts, 1);
    }
  }
  const takenBy = new Int32Array(groups.length).fill(-1);
  const choices: Choice[] = [];
  let best = findBest(left, size);
  while (best !== -1 && choices.length < limit) {
    const counts = [...left.subarray(best * width, (best + 1) * width)];
    for (const number of members[best] ?? []) {
      const group = groups[number];
      if (group === undefined || takenBy[number] !== -1) continue;
      takenBy[number] = choices.length;
      for (const action of group.actions) add(left, action * width, group.counts, -1);
    }
    choices.push({ action: best, counts });
    best = findBest(left, size);
  }
  return { choices, takenBy, hasMore: best !== -1 };
}

function add(into: Float64Array, at: number, counts: readonly number[], sign: 1 | -1): void {
  for (let index = 0; index < counts.length; index += 1) {
    into[at + index] = (into[at + index] ?? 0) + sign * (counts[index] ?? 0);
  }
}

/** The action that removes most; -1 where none removes anything. */
function findBest(left: Float64Array, size: number): number {
  const width = WEIGHT_BY_INDEX.length;
  let [best, bestWeight, bestCount] = [-1, 0, 0];
  for (let action = 0; action < size; action += 1) {
    let [weight, count] = [0, 0];
    for (let index = 0; index < width; index += 1) {
      const one = left[action * width + index] ?? 0;
      weight += one * (WEIGHT_BY_INDEX[index] ?? 0);
      count += one;
    }
    if (weight > bestWeight || (weight === bestWeight && count > bestCount)) {
      [best, bestWeight, bestCount] = [action, weight, count];
    }
  }
  return best;
}
