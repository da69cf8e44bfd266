import { compareSeverity, componentOf, type SeverityCounts, zeroCounts } from "../../../core/kit.ts";
import type { Finding, Severity } from "../../../core/mod.ts";
import {
  type Change,
  comparePair,
  type Pair,
  pairImages,
  pairNamed,
  type Side,
} from "../../../plugins/lib/history/questions/diff/mod.ts";

/** A finding, and the images that it is new in, or gone from. */
export interface ChangeGroup {
  readonly kind: Finding["kind"];
  readonly id: string;
  readonly severity: Severity;
  /** `Debian-package`. */
  readonly component: string;
  /** `openssl 3.0.1`, or a path. */
  readonly where: string;
  readonly fix: string;
  /** The version that is there now, which is the fixed one or later. */
  readonly upgradedTo?: string;
  /** Why it may not be new, or not be gone: the side that does not have it could not look for it. */
  readonly doubt?: NonNullable<Change["doubt"]>;
  /** Of a severity that has changed: what it was. */
  readonly from?: Severity;
  readonly images: string[];
}

/** How two sides differ. */
export interface Diff {
  readonly a: SideFacts;
  readonly b: SideFacts;
  /** Numbers of findings; those in doubt are counted by themselves. */
  readonly totals: {
    readonly news: SeverityCounts;
    readonly gone: SeverityCounts;
    readonly doubtful: { readonly news: number; readonly gone: number };
    readonly upgraded: number;
    readonly changed: number;
    readonly known: number;
    /** Below the least severity that both sides report. */
    readonly notCompared: { readonly a: number; readonly b: number };
  };
  readonly news: readonly ChangeGroup[];
  readonly gone: readonly ChangeGroup[];
  readonly changed: readonly ChangeGroup[];
  readonly images: {
    readonly onlyA: readonly string[];
    readonly onlyB: readonly string[];
    readonly renamed: readonly string[];
  };
}

/** What a side is. */
export interface SideFacts {
  readonly name: string;
  readonly images: number;
  readonly isWhole: boolean;
}

/** How two sides are compared. */
export interface SummarizeOptions {
  readonly areImages: boolean;
  /** Runs before each image: others may have their turn, and what it throws ends the comparison. */
  pause?(): Promise<void>;
}

/** Compares two sides image by image, and puts together what is the same in several images. The worst come first. */
export async function summarize(a: Side, b: Side, { areImages, pause }: SummarizeOptions): Promise<Diff> {
  const pairs = areImages ? pairNamed(a.images, b.images) : pairImages(a.images, b.images);
  const [news, gone, changed] = [createGroups(), createGroups(), createGroups()];
  const totals = {
    ...{ news: zeroCounts(), gone: zeroCounts(), doubtful: { news: 0, gone: 0 } },
    ...{ upgraded: 0, changed: 0, known: 0, notCompared: { a: 0, b: 0 } },
  };
  for (const pair of pairs) {
    await pause?.();
    const diff = await comparePair(pair, [a, b]);
    const image = labelOf(pair);
    for (const [kind, list, groups] of [
      ["news", diff.news, news],
      ["gone", diff.gone, gone],
    ] as const) {
      for (const { finding, doubt, upgradedTo } of list) {
        if (doubt === undefined) totals[kind][finding.severity] += 1;
        else totals.doubtful[kind] += 1;
        if (upgradedTo !== undefined) totals.upgraded += 1;
        groups.add(finding, image, { ...(doubt && { doubt }), ...(upgradedTo !== undefined && { upgradedTo }) });
      }
    }
    for (const { finding, from } of diff.changed) changed.add(finding, image, { from });
    totals.changed += diff.changed.length;
    totals.known += diff.known;
    totals.notCompared.a += diff.notCompared.a;
    totals.notCompared.b += diff.notCompared.b;
  }
  const list = (isWanted: (pair: Pair) => boolean) => pairs.filter(isWanted).map(labelOf).sort();
  return {
    a: toFacts(a),
    b: toFacts(b),
    totals,
    ...{ news: news.list(), gone: gone.list(), changed: changed.list() },
    images: {
      onlyA: list((pair) => pair.b === undefined),
      onlyB: list((pair) => pair.a === undefined),
      renamed: list((pair) => pair.a !== undefined && pair.b !== undefined && pair.a.name !== pair.b.name),
    },
  };
}

function toFacts({ name, images, isWhole }: Side): SideFacts {
  return { name, images: images.length, isWhole };
}

/** `app:1.10`, and of a new tag `app:1.9 -> app:1.10`. */
function labelOf({ a, b }: Pair): string {
  const { name = "", platform = "" } = b ?? a ?? {};
  const before = a !== undefined && b !== undefined && a.name !== b.name ? `${a.name} -> ` : "";
  return `${before}${name}${platform === "" ? "" : ` (${platform})`}`;
}

function createGroups() {
  const groups = new Map<string, ChangeGroup>();
  return {
    add(finding: Finding, image: string, more: Pick<ChangeGroup, "doubt" | "upgradedTo" | "from">): void {
      const found = finding.kind === "vulnerability" ? finding.package : undefined;
      const where = found === undefined ? (finding.location.path ?? "") : `${found.name} ${found.version}`;
      const { kind, id, severity } = finding;
      const fix = finding.kind === "vulnerability" ? finding.fix.versions.join(", ") : "";
      const group = { kind, id, severity, component: componentOf(finding), where, fix, ...more };
      const key = JSON.stringify(group);
      const known = groups.get(key);
      if (known) known.images.push(image);
      else groups.set(key, { ...group, images: [image] });
    },
    list(): readonly ChangeGroup[] {
      return [...groups.values()].sort(
        (a, b) =>
          compareSeverity(a, b) || b.images.length - a.images.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
      );
    },
  };
}
