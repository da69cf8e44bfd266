import { hash } from "node:crypto";
import {
  type Acceptance,
  caveatsOf,
  componentOf,
  type Finding,
  type Outcome,
  type Severity,
  targetLabel,
  targetName,
} from "../../model/mod.ts";
import type { FindBase } from "./group_findings.ts";

/** What a report says of a word: an image, a finding's id, or a package. */
export interface Collected {
  /** The targets of that name. */
  readonly images: readonly Outcome[];
  /** Whether they have the whole word for their name, their digest or their id. */
  readonly isNamed: boolean;
  /** The names of images that the word is a part of, where none has it for its name. */
  readonly similar: readonly string[];
  /** What has a finding of that id, or of that alias. */
  readonly ofId: readonly Place[];
  /** The versions of the package of that name that have findings. */
  readonly ofPackage: readonly Place[];
  readonly coverage: Coverage;
  /** Names and ids that a mistyped word may have meant. */
  readonly known: ReadonlySet<string>;
  readonly findBase: FindBase;
}

/**
 * What has the same findings in several images: a version of a package, or else a kind of finding. Those that a rule accepts
 * are a place of their own.
 */
export interface Place {
  readonly name: string;
  readonly version: string;
  /** `Debian-package`, `Secret`. */
  readonly component: string;
  readonly accepted?: Acceptance;
  /** Each finding once. */
  readonly findings: readonly Finding[];
  /** Of the list, each with its platform where the list names one. */
  readonly images: readonly string[];
}

/** How far a report can say that something is nowhere. */
export interface Coverage {
  readonly targets: number;
  readonly scanned: number;
  readonly failed: number;
  /** Skipped, or no scanner looked at them. */
  readonly unscanned: number;
  readonly withCaveats: number;
  /** How many were scanned for these severities and above only. */
  readonly floors: ReadonlyMap<Severity, number>;
}

/** More names than this are not compared with a word that nothing has. */
const MAX_KNOWN = 200_000;

/** Reads a report once for all that a word may mean. Memory holds the names of its images, and what has to do with the word. */
export async function collect(outcomes: AsyncIterable<Outcome>, word: string): Promise<Collected> {
  const isPart = createPartMatch(word);
  const similar = new Set<string>();
  const firstSimilar: Outcome[] = [];
  const images: Outcome[] = [];
  const [ofId, ofPackage] = [createPlaces(), createPlaces()];
  const known = new Set<string>();
  const bases = new Map<string, string>();
  const coverage = {
    targets: 0,
    scanned: 0,
    failed: 0,
    unscanned: 0,
    withCaveats: 0,
    floors: new Map<Severity, number>(),
  };
  const lower = word.toLowerCase();

  function remember(name: string): void {
    if (known.size < MAX_KNOWN) known.add(name);
  }

  for await (const outcome of outcomes) {
    const { target, data } = outcome;
    const name = targetName(target);
    count(outcome, coverage);
    remember(name);
    const { digest, reference, layers = [] } = data.image ?? {};
    if ([name, targetLabel(target), digest, reference, target.id].includes(word)) images.push(outcome);
    else if (isPart(name)) {
      similar.add(name);
      if (similar.size === 1) firstSimilar.push(outcome);
    }
    if (layers.length > 0) bases.set(hashLayers(layers), name);
    for (const finding of data.findings ?? []) {
      remember(finding.id);
      const names = finding.kind === "vulnerability" ? [finding.id, ...(finding.aliases ?? [])] : [finding.id];
      if (names.some((one) => one.toLowerCase() === lower)) ofId.add(finding, outcome);
      if (!("package" in finding) || finding.package === undefined) continue;
      remember(finding.package.name);
      if (finding.package.name === word) ofPackage.add(finding, outcome);
    }
  }
  return {
    images: images.length === 0 && similar.size === 1 ? firstSimilar : images,
    isNamed: images.length > 0,
    similar: [...similar],
    ofId: ofId.list(),
    ofPackage: ofPackage.list(),
    coverage,
    known,
    findBase: (layers, size) => bases.get(hashLayers(layers.slice(0, size))),
  };
}

/** Whether a name is that of an image but for its registry, its folders, its tag or its digest. */
function createPartMatch(word: string): (name: string) => boolean {
  return (name) => {
    const repository = name.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
    return [name, name.replace(/@.*$/, ""), repository].some((form) => form === word || form.endsWith(`/${word}`));
  };
}

function count({ status, target, data }: Outcome, sum: { -readonly [K in keyof Coverage]: Coverage[K] }): void {
  sum.targets += 1;
  if (status === "failed") sum.failed += 1;
  else if (data.findings === undefined) sum.unscanned += 1;
  else {
    sum.scanned += 1;
    const floors = sum.floors as Map<Severity, number>;
    floors.set(target.minSeverity, (floors.get(target.minSeverity) ?? 0) + 1);
  }
  if (caveatsOf(data).length > 0) sum.withCaveats += 1;
}

function createPlaces() {
  const places = new Map<
    string,
    Omit<Place, "findings" | "images"> & { findings: Map<string, Finding>; images: Set<string> }
  >();
  return {
    add(finding: Finding, { target }: Outcome): void {
      const vulnerable = finding.kind === "vulnerability" ? finding : undefined;
      const { name = finding.id, version = "" } = vulnerable?.package ?? {};
      const component = componentOf(finding);
      const { accepted } = finding;
      const key = JSON.stringify([name, version, component, accepted]);
      const about = { name, version, component, ...(accepted && { accepted }) };
      const place = places.get(key) ?? { ...about, findings: new Map(), images: new Set() };
      places.set(key, place);
      place.findings.set(JSON.stringify([finding.id, vulnerable?.fix.versions, finding.severity]), finding);
      place.images.add(targetLabel(target));
    },
    list(): readonly Place[] {
      const listed = [...places.values()].map(({ findings, images, ...place }) => {
        return { ...place, findings: [...findings.values()], images: [...images].sort() };
      });
      const order = (place: Place) => (place.accepted === undefined ? 0 : 1);
      return listed.sort((a, b) => order(a) - order(b) || b.images.length - a.images.length);
    },
  };
}

function hashLayers(layers: readonly string[]): string {
  return hash("sha256", layers.join("\n"), "hex");
}
