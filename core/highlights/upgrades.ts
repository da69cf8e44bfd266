import { componentOf, type Finding, isFixable, type VulnerabilityFinding } from "../model/mod.ts";
import { compareVersions } from "./compare_versions.ts";
import { createTop } from "./top.ts";

/** A package to put in place of another, and what that removes over all images. */
export interface Upgrade {
  /** Cut where it is very long, and not escaped; so are the other texts. */
  readonly name: string;
  /** `Debian-package`. */
  readonly component: string;
  readonly installed: string;
  /** The latest of the versions that the advisories name. */
  readonly fixed: string;
  readonly critical: number;
  readonly high: number;
  readonly findings: number;
  readonly images: number;
}

/** Counts what upgrades of packages would remove. */
export interface Upgrades {
  /** Counts the findings of one image. */
  add(findings: readonly Finding[]): void;
  /** The foremost upgrades, the one first that removes the most findings that are critical or high. */
  list(count: number): readonly Upgrade[];
  /** How many upgrades there are. */
  readonly size: number;
  /** Whether the counts may be too low: there are more packages than memory keeps. */
  readonly isThinned: boolean;
}

type Counted = { -readonly [K in keyof Upgrade]: Upgrade[K] } & { lastImage: number; seen: Set<string> };

/** Some 15 MB of them. */
const MAX_KEPT = 20_000;
const MAX_SEEN = 50;

/**
 * Makes what counts upgrades. Memory grows with packages and their versions, up to a limit; then those that remove the
 * least are forgotten.
 *
 * @param maxKept How many packages are kept
 *
 * @example
 * ```ts
 * import { createUpgrades } from "hullscan/kit";
 * import { fakeFinding } from "hullscan/testing";
 *
 * const upgrades = createUpgrades();
 * upgrades.add([fakeFinding({ fix: { state: "fixed", versions: ["2.0"] } })]);
 * const [first] = upgrades.list(10);
 * if (first?.fixed !== "2.0") throw new Error("another upgrade");
 * ```
 */
export function createUpgrades(maxKept = MAX_KEPT): Upgrades {
  const byPackage = new Map<string, Counted>();
  let image = 0;
  let isThinned = false;

  function find(finding: VulnerabilityFinding): Counted {
    const { name, version, type } = finding.package;
    const key = `${type}\0${name}\0${version}`.slice(0, 500);
    const known = byPackage.get(key);
    if (known !== undefined) return known;
    const texts = { name: cut(name, 200), component: cut(componentOf(finding), 100), installed: cut(version, 100) };
    const counts = { critical: 0, high: 0, findings: 0, images: 0, lastImage: -1 };
    const counted: Counted = { ...texts, fixed: "", ...counts, seen: new Set() };
    byPackage.set(key, counted);
    return counted;
  }

  function count(finding: VulnerabilityFinding): void {
    const counted = find(finding);
    addFix(counted, finding);
    counted.findings += 1;
    if (finding.severity === "CRITICAL") counted.critical += 1;
    if (finding.severity === "HIGH") counted.high += 1;
    if (counted.lastImage !== image) counted.images += 1;
    counted.lastImage = image;
  }

  function thin(): void {
    isThinned = true;
    const ranked = [...byPackage].sort(([, a], [, b]) => compareUpgrades(a, b));
    for (const [key] of ranked.slice(Math.floor(maxKept / 2))) byPackage.delete(key);
  }

  return {
    add(findings) {
      for (const finding of findings) if (isFixable(finding)) count(finding);
      image += 1;
      if (byPackage.size > maxKept) thin();
    },
    list(limit) {
      const top = createTop<Counted>(limit, compareUpgrades);
      for (const counted of byPackage.values()) top.add(counted);
      return top.list();
    },
    get size() {
      return byPackage.size;
    },
    get isThinned() {
      return isThinned;
    },
  };
}

function compareUpgrades(a: Upgrade, b: Upgrade): number {
  return (
    b.critical + b.high - (a.critical + a.high) ||
    b.critical - a.critical ||
    b.findings - a.findings ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

/** Most findings of a package name the same few versions: each is compared once. */
function addFix(counted: Counted, finding: VulnerabilityFinding): void {
  const versions = finding.fix.versions.join().slice(0, 200);
  if (counted.seen.has(versions)) return;
  if (counted.seen.size >= MAX_SEEN) counted.seen.clear();
  counted.seen.add(versions);
  const fixed = cut(findNearestFix(finding), 100);
  if (counted.fixed === "" || compareVersions(fixed, counted.fixed) > 0) counted.fixed = fixed;
}

/**
 * The version to upgrade to: of several fixed ones, one for each line of releases, the first that is later than what is
 * installed. `""` where none is named.
 */
export function findNearestFix({ package: { version }, fix }: Pick<VulnerabilityFinding, "package" | "fix">): string {
  const [first = "", ...others] = fix.versions.flatMap((text) => text.split(/,\s*/)).sort(compareVersions);
  return [first, ...others].find((fixed) => compareVersions(fixed, version) > 0) ?? others.at(-1) ?? first;
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}…`;
}
