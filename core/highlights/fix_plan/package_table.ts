import { componentOf, type VulnerabilityFinding } from "../../model/mod.ts";
import { compareVersions } from "../compare_versions.ts";
import { findNearestFix } from "../nearest_fix.ts";

/** A version of a package, and the version to put in its place. */
export interface KnownPackage {
  readonly name: string;
  readonly component: string;
  readonly installed: string;
  readonly fixed: string;
}

type Kept = { -readonly [K in keyof KnownPackage]: KnownPackage[K] } & {
  /** The fixed versions of the last finding, and those of others: most name the same few. */
  lastVersions: string;
  seen?: Set<string>;
};

const MAX_SEEN = 50;

/** Numbers packages that have a fix. */
export class PackageTable {
  readonly #packages: Kept[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #maxPackages: number;

  constructor(maxPackages: number) {
    this.#maxPackages = maxPackages;
  }

  get size(): number {
    return this.#packages.length;
  }

  at(number: number): KnownPackage {
    return this.#packages[number] as KnownPackage;
  }

  /** Returns the number of the package that a finding is about; -1 where there is no room for one more. */
  add(finding: VulnerabilityFinding): number {
    const { name, version, type } = finding.package;
    // Cut only where that is needed: it costs as much as all the rest.
    const text = `${type}\0${name}\0${version}`;
    const key = text.length > 500 ? text.slice(0, 500) : text;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      if (this.#packages.length >= this.#maxPackages) return -1;
      const texts = { name: cut(name, 200), component: cut(componentOf(finding), 100), installed: cut(version, 100) };
      number = this.#packages.push({ ...texts, fixed: "", lastVersions: "" }) - 1;
      this.#numbers.set(key, number);
    }
    addFix(this.#packages[number] as Kept, finding);
    return number;
  }
}

/** Each of the versions that the findings of a package name is compared once. */
function addFix(kept: Kept, finding: VulnerabilityFinding): void {
  const { versions: all } = finding.fix;
  const text = all.length === 1 ? (all[0] ?? "") : all.join();
  const versions = text.length > 200 ? text.slice(0, 200) : text;
  if (versions === kept.lastVersions || kept.seen?.has(versions)) return;
  // Few packages need a set.
  if (kept.lastVersions !== "") kept.seen ??= new Set([kept.lastVersions]);
  kept.lastVersions = versions;
  if (kept.seen !== undefined && kept.seen.size >= MAX_SEEN) kept.seen.clear();
  kept.seen?.add(versions);
  const fixed = cut(findNearestFix(finding), 100);
  if (kept.fixed === "" || compareVersions(fixed, kept.fixed) > 0) kept.fixed = fixed;
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}…`;
}
