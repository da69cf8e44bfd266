import { SEVERITIES, type SeverityCounts, sumCounts, zeroCounts } from "../../model/mod.ts";
import type { FixAction, FixPlan, PlanOptions } from "./action.ts";
import type { Cell, CellLog } from "./cell_log.ts";
import { type Choices, chooseActions, type FindingGroup } from "./choose_actions.ts";
import { type Base, findBases, type KeptImage } from "./find_bases.ts";
import type { LayerTree } from "./layer_tree.ts";
import type { PackageTable } from "./package_table.ts";

/** What has been gathered. */
export interface Gathered {
  readonly packages: PackageTable;
  readonly tree: LayerTree;
  readonly log: CellLog;
  /** In the order of the log. */
  readonly images: readonly KeptImage[];
}

type Group = FindingGroup & { readonly counts: number[] };

/**
 * Plans what to do first over all that has been gathered. Bases have the first numbers among actions: where a newer base
 * removes as much as an upgrade, it is the smaller change.
 */
export function planActions(
  gathered: Gathered,
  { limit = 10, names = 3 }: PlanOptions = {},
): Pick<FixPlan, "actions" | "hasMore"> {
  const { packages, tree, log, images } = gathered;
  const bases = findBases(tree, images);
  const listed = [...bases.values()];
  const grouping = new Grouping(gathered, bases);
  log.read((image, cell) => grouping.add(image, cell));
  const chosen = chooseActions(grouping.groups, packages.size + listed.length, limit);
  const tallies = tallyImages(gathered, grouping, chosen);
  let removed = 0;
  const actions = chosen.choices.map(({ action, counts }, index): FixAction => {
    const severities = toSeverities(counts);
    const findings = sumCounts(severities);
    removed += findings;
    const { images: count, owners, names: found } = tallies[index] as Tally;
    const common = {
      severities,
      findings,
      images: count,
      names: found.slice(0, names),
      owners: listOwners(owners),
      removed,
    };
    const base = listed[action];
    if (base === undefined) return { kind: "upgrade", ...packages.at(action - listed.length), ...common };
    const { node, repositories, name } = base;
    const layers = { layers: tree.depths[node] ?? 0, layer: tree.digests[node] ?? "", repositories };
    return { kind: "base", ...(name !== undefined && { name }), ...layers, ...common };
  });
  return { actions, hasMore: chosen.hasMore };
}

/** Puts cells together that the same actions remove: those of one package, in one layer of one base, in all images on it. */
class Grouping {
  readonly groups: Group[] = [];
  readonly #gathered: Gathered;
  /** The number of the action of each base, by its node. */
  readonly #actions: ReadonlyMap<number, number>;
  /** The largest base that each node stands on, itself or one below it; -1 where there is none. */
  readonly #baseOf: Int32Array;
  readonly #numbers = new Map<number, number>();

  constructor(gathered: Gathered, bases: ReadonlyMap<number, Base>) {
    const { tree } = gathered;
    this.#gathered = gathered;
    this.#actions = new Map([...bases.keys()].map((node, index) => [node, index]));
    this.#baseOf = new Int32Array(tree.parents.length);
    for (const [node, parent] of tree.parents.entries()) {
      this.#baseOf[node] = bases.has(node) ? node : parent === -1 ? -1 : (this.#baseOf[parent] ?? -1);
    }
  }

  /** Adds a cell to its group. */
  add(image: number, cell: Cell): void {
    const group = this.groups[this.find(image, cell)];
    for (const [index, count] of cell.counts.entries()) {
      if (group !== undefined) group.counts[index] = (group.counts[index] ?? 0) + count;
    }
  }

  /** The number of the group of a cell. */
  find(image: number, { pack, place }: Cell): number {
    const { tree, images } = this.#gathered;
    const top = images[image]?.top ?? -1;
    const base = place === 0 || top === -1 ? -1 : (this.#baseOf[top] ?? -1);
    const isCovered = base !== -1 && place <= (tree.depths[base] ?? 0);
    // Of what is above all bases, the layer does not matter. The largest base and a layer of it name what covers it.
    const key = isCovered ? ((base + 1) * 1024 + place) * 65_536 + pack : pack;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const actions = [...(isCovered ? this.#listBases(base, place) : []), this.#actions.size + pack];
    const number = this.groups.push({ counts: SEVERITIES.map(() => 0), actions }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** The bases, from one down, that have a layer of that number. */
  #listBases(base: number, place: number): readonly number[] {
    const { depths, parents } = this.#gathered.tree;
    const actions: number[] = [];
    for (let node = base; node !== -1 && (depths[node] ?? 0) >= place; node = parents[node] ?? -1) {
      const action = this.#actions.get(node);
      if (action !== undefined) actions.push(action);
    }
    return actions;
  }
}

interface Tally {
  images: number;
  readonly names: string[];
  readonly owners: Map<string, number>;
  lastImage: number;
}

/** Counts the images that each chosen action is for. */
function tallyImages({ log, images }: Gathered, grouping: Grouping, { choices, takenBy }: Choices): readonly Tally[] {
  const tallies = choices.map((): Tally => ({ images: 0, names: [], owners: new Map(), lastImage: -1 }));
  if (choices.length === 0) return tallies;
  log.read((number, cell) => {
    const tally = tallies[takenBy[grouping.find(number, cell)] ?? -1];
    if (tally === undefined || tally.lastImage === number) return;
    const { name, owner } = images[number] as KeptImage;
    tally.lastImage = number;
    tally.images += 1;
    tally.names.push(name);
    if (owner !== undefined) tally.owners.set(owner, (tally.owners.get(owner) ?? 0) + 1);
  });
  for (const { names } of tallies) names.sort();
  return tallies;
}

function listOwners(
  owners: ReadonlyMap<string, number>,
): readonly { readonly owner: string; readonly images: number }[] {
  return [...owners]
    .map(([owner, images]) => ({ owner, images }))
    .sort((a, b) => b.images - a.images || (a.owner < b.owner ? -1 : 1));
}

function toSeverities(counts: readonly number[]): SeverityCounts {
  const severities = zeroCounts();
  for (const [index, severity] of SEVERITIES.entries()) severities[severity] = counts[index] ?? 0;
  return severities;
}
