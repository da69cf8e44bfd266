import { componentOf, type Finding, isAccepted, isFixable, type VulnerabilityFinding } from "../model/mod.ts";
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
  /** Counts the findings of one image; accepted ones do not count. */
  add(findings: readonly Finding[]): void;
  /** The foremost upgrades, the one first that removes the most findings that are critical or high. */
  list(count: number): readonly Upgrade[];
  /** How many upgrades there are. */
  readonly size: number;
  /** Whether the counts may be too low: there are more packages than memory keeps. */
  readonly isThinned: boolean;
}

type Counted = { -readonly [K in keyof Upgrade]: Upgrade[K] } & {
  lastImage: number;
  /** The fixed versions of the last finding, and those of others: most name the same few. */
  lastVersions: string;
  seen?: Set<string>;
};

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
  let byPackage = new Map<string, Counted>();
  let image = 0;
  let isThinned = false;

  function find(finding: VulnerabilityFinding): Counted {
    const { name, version, type } = finding.package;
    // Cut only where that is needed: it costs as much as all the rest.
    const text = `${type}\0${name}\0${version}`;
    const key = text.length > 500 ? text.slice(0, 500) : text;
    const known = byPackage.get(key);
    if (known !== undefined) return known;
    const texts = { name: cut(name, 200), component: cut(componentOf(finding), 100), installed: cut(version, 100) };
    const counts = { critical: 0, high: 0, findings: 0, images: 0, lastImage: -1 };
    const counted: Counted = { ...texts, fixed: "", ...counts, lastVersions: "" };
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
    // Numbers alone, for speed: of equal ones it does not matter which are forgotten.
    const ranked = Float64Array.from(byPackage.values(), rank).sort();
    const least = ranked[ranked.length - Math.floor(maxKept / 2)] ?? 0;
    const kept = new Map<string, Counted>();
    for (const [key, counted] of byPackage) if (rank(counted) > least) kept.set(key, counted);
    for (const [key, counted] of byPackage) {
      if (kept.size >= Math.floor(maxKept / 2)) break;
      if (rank(counted) === least) kept.set(key, counted);
    }
    byPackage = kept;
  }

  return {
    add(findings) {
      for (const finding of findings) if (isFixable(finding) && !isAccepted(finding)) count(finding);
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

/** Roughly the order of {@linkcode compareUpgrades}, as a number. */
function rank({ critical, high, findings }: Upgrade): number {
  return (critical + high) * 2 ** 24 + Math.min(findings, 2 ** 24 - 1);
}

function compareUpgrades(a: Upgrade, b: Upgrade): number {
  return (
    b.critical + b.high - (a.critical + a.high) ||
    b.critical - a.critical ||
    b.findings - a.findings ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

/** Each of the versions that the findings of a package name is compared once. */
function addFix(counted: Counted, finding: VulnerabilityFinding): void {
  const { versions: all } = finding.fix;
  const text = all.length === 1 ? (all[0] ?? "") : all.join();
  const versions = text.length > 200 ? text.slice(0, 200) : text;
  if (versions === counted.lastVersions || counted.seen?.has(versions)) return;
  // Few packages need a set.
  if (counted.lastVersions !== "") counted.seen ??= new Set([counted.lastVersions]);
  counted.lastVersions = versions;
  if (counted.seen !== undefined && counted.seen.size >= MAX_SEEN) counted.seen.clear();
  counted.seen?.add(versions);
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
