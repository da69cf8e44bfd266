import {
  type Finding,
  isAccepted,
  isFixable,
  type Outcome,
  SEVERITIES,
  type SeverityCounts,
  sumCounts,
  targetLabel,
  zeroCounts,
} from "../../model/mod.ts";
import { repositoryOf } from "../../plugin/mod.ts";
import type { FixPlan, PlanOptions } from "./action.ts";
import { type Cell, CellLog } from "./cell_log.ts";
import type { KeptImage } from "./find_bases.ts";
import { LayerTree } from "./layer_tree.ts";
import { PackageTable } from "./package_table.ts";
import { planActions } from "./plan_actions.ts";

/** An image with what was found in it. */
export interface PlannedImage {
  readonly name: string;
  readonly repository: string;
  /** Who it belongs to, where somebody has said so. */
  readonly owner?: string | undefined;
  /** `sha256:...` of what is in each layer, the lowest first; empty where that is not known. */
  readonly layers: readonly string[];
  readonly findings: readonly Finding[];
  /** The number of the layer of each finding from 1, 0 where it is not known. */
  readonly places: ArrayLike<number>;
}

/** Finds out what to do first, over many images. */
export interface FixPlanner {
  /** Adds what was found in one target; accepted findings do not count. */
  add(outcome: Outcome): void;
  addImage(image: PlannedImage): void;
  /** What removes most. It takes some seconds where there are millions of findings. */
  plan(options?: PlanOptions): FixPlan;
}

/** How much of each is kept. What comes after that is not in the plan. */
export interface PlanLimits {
  readonly packages: number;
  readonly layers: number;
  readonly images: number;
  readonly bytes: number;
}

/** Some 100 MB altogether; 10,000 images of 300 findings take 20. */
const LIMITS: PlanLimits = { packages: 50_000, layers: 300_000, images: 200_000, bytes: 40_000_000 };

const INDEX = new Map(SEVERITIES.map((severity, index) => [severity, index]));
/** No registry takes images with more layers: the bases of what says so are not looked for. */
const MAX_LAYERS = 1000;

/**
 * Makes what plans fixes: newer base images, found by layers that images of several repositories share, and upgrades of
 * packages.
 *
 * @example
 * ```ts
 * import { createFixPlanner } from "hullscan/kit";
 * import { fakeFinding, fakeOutcome } from "hullscan/testing";
 *
 * const planner = createFixPlanner();
 * planner.add(fakeOutcome({ data: { findings: [fakeFinding({ fix: { state: "fixed", versions: ["2.0"] } })] } }));
 * const [first] = planner.plan().actions;
 * if (first?.kind !== "upgrade" || first.fixed !== "2.0") throw new Error("another action");
 * ```
 */
export function createFixPlanner(limits: PlanLimits = LIMITS): FixPlanner {
  const packages = new PackageTable(limits.packages);
  const tree = new LayerTree(limits.layers);
  const log = new CellLog(limits.bytes);
  const images: KeptImage[] = [];
  const [severities, fixable] = [zeroCounts(), zeroCounts()];
  let affected = 0;
  let layerless = 0;
  let isThinned = false;

  /** The findings of an image that have a fix, by package and layer. */
  function listCells({ findings, places, layers }: PlannedImage): readonly Cell[] {
    const cells = new Map<number, Cell & { readonly counts: number[] }>();
    let isAffected = false;
    for (const [index, finding] of findings.entries()) {
      if (isAccepted(finding)) continue;
      isAffected = true;
      severities[finding.severity] += 1;
      if (!isFixable(finding)) continue;
      fixable[finding.severity] += 1;
      const pack = packages.add(finding);
      if (pack === -1) {
        isThinned = true;
        continue;
      }
      const place = layers.length > MAX_LAYERS ? 0 : (places[index] ?? 0);
      const key = pack * (MAX_LAYERS + 1) + place;
      let cell = cells.get(key);
      if (cell === undefined) {
        cell = { pack, place, counts: SEVERITIES.map(() => 0) };
        cells.set(key, cell);
      }
      const at = INDEX.get(finding.severity) ?? 0;
      cell.counts[at] = (cell.counts[at] ?? 0) + 1;
    }
    if (isAffected) affected += 1;
    return [...cells.values()];
  }

  function addImage(image: PlannedImage): void {
    const { name, repository, owner, layers } = image;
    const cells = listCells(image);
    if (images.length >= limits.images || !log.add(cells)) {
      isThinned = true;
      return;
    }
    const top = layers.length > MAX_LAYERS ? -1 : tree.add(layers);
    if (top === -1 && layers.length > 0) isThinned = true;
    if (top === -1 && cells.length > 0) layerless += 1;
    images.push({ name, repository, owner, top });
  }

  return {
    addImage,
    add({ target, data }) {
      const { findings, image } = data;
      if (findings === undefined) return;
      const layers = image?.layers ?? [];
      const numbers = new Map(layers.map((layer, index) => [layer, index + 1]));
      const places = findings.map(({ location: { layer } }) => numbers.get(layer?.diffId ?? "") ?? 0);
      const { owner } = target.labels ?? {};
      addImage({ name: targetLabel(target), repository: repositoryOf(target), owner, layers, findings, places });
    },
    plan(options) {
      const { actions, hasMore } = planActions({ packages, tree, log, images }, options);
      const totals = { severities: { ...severities } satisfies SeverityCounts, findings: sumCounts(severities) };
      return { actions, hasMore, ...totals, fixable: sumCounts(fixable), images: affected, layerless, isThinned };
    },
  };
}
