import type { VulnerabilityFinding } from "../model/mod.ts";
import { compareVersions } from "./compare_versions.ts";

/**
 * The version to upgrade to: of several fixed ones, one for each line of releases, the first that is later than what is
 * installed. `""` where none is named.
 */
export function findNearestFix({ package: { version }, fix }: Pick<VulnerabilityFinding, "package" | "fix">): string {
  const [first = "", ...others] = fix.versions.flatMap((text) => text.split(/,\s*/)).sort(compareVersions);
  return [first, ...others].find((fixed) => compareVersions(fixed, version) > 0) ?? others.at(-1) ?? first;
}
