import { componentOf, type VulnerabilityFinding } from "../../../../core/kit.ts";
import type { Finding } from "../../../../core/mod.ts";
import { compareVersions } from "./compare_versions.ts";
import { PageText } from "./text.ts";

/** A package to put in place of another, and what that removes over all images. */
export interface Upgrade {
  readonly name: string;
  readonly component: string;
  readonly installed: string;
  /** The latest of the versions that the advisories name. */
  readonly fixed: string;
  readonly critical: number;
  readonly high: number;
  readonly findings: number;
  readonly images: number;
}

type Counted = { -readonly [K in keyof Upgrade]: Upgrade[K] } & { lastImage: number; readonly fixes: Set<string> };

/** Counts what upgrades of packages would remove. Memory grows with packages and their versions. */
export class Upgrades {
  readonly #byPackage = new Map<string, Counted>();
  readonly #text = new PageText();

  /** Counts the findings of one image; `image` is its number. */
  add(findings: readonly Finding[], image: number): void {
    for (const finding of findings) {
      if (finding.kind === "vulnerability" && finding.fix.versions.length > 0) this.#addOne(finding, image);
    }
  }

  /** All upgrades, the one first that removes the most findings that are critical or high. */
  list(): readonly Upgrade[] {
    return [...this.#byPackage.values()].sort(
      (a, b) =>
        b.critical + b.high - (a.critical + a.high) ||
        b.critical - a.critical ||
        b.findings - a.findings ||
        (a.name < b.name ? -1 : 1),
    );
  }

  #addOne(finding: VulnerabilityFinding, image: number): void {
    const counted = this.#find(finding);
    const fixes = finding.fix.versions.join();
    if (!counted.fixes.has(fixes)) {
      counted.fixes.add(fixes);
      const fixed = this.#text.fit(findNearestFix(finding), 100);
      if (counted.fixed === "" || compareVersions(fixed, counted.fixed) > 0) counted.fixed = fixed;
    }
    counted.findings += 1;
    if (finding.severity === "CRITICAL") counted.critical += 1;
    if (finding.severity === "HIGH") counted.high += 1;
    if (counted.lastImage !== image) counted.images += 1;
    counted.lastImage = image;
  }

  #find(finding: VulnerabilityFinding): Counted {
    const { name, version } = finding.package;
    const component = componentOf(finding);
    const key = JSON.stringify([component, name, version]);
    const known = this.#byPackage.get(key);
    if (known !== undefined) return known;
    const texts = {
      name: this.#text.fit(name, 200),
      installed: this.#text.fit(version, 100),
      component: this.#text.fit(component, 100),
    };
    const zero = { fixed: "", critical: 0, high: 0, findings: 0, images: 0, lastImage: -1, fixes: new Set<string>() };
    const counted = { ...texts, ...zero };
    this.#byPackage.set(key, counted);
    return counted;
  }
}

/** Of several fixed versions, one for each line of releases, the first that is later than what is installed. */
function findNearestFix({ package: { version }, fix: { versions } }: VulnerabilityFinding): string {
  const [first = "", ...others] = versions.flatMap((text) => text.split(/,\s*/)).sort(compareVersions);
  return [first, ...others].find((fixed) => compareVersions(fixed, version) > 0) ?? others.at(-1) ?? first;
}
