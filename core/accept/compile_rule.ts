import { type Finding, isFixable } from "../model/finding.ts";
import { compileGlobs } from "./compile_globs.ts";
import { endOfDay } from "./days.ts";
import { listImageNames } from "./image_names.ts";
import { coversPackage, parsePackageUrl } from "./package_url.ts";
import type { AcceptRule, FoundFinding } from "./rule.ts";
import type { AcceptRuleConfig } from "./rule_config.ts";

type Test<T> = (value: T) => boolean;

/** Makes a rule of what a config says, which has the right shape. */
export function compileRule(config: AcceptRuleConfig, place: string): AcceptRule {
  const { reason, until, owner, status = "accepted", justification, when_fixed: holdsWhenFixed = true } = config;
  const tests: readonly Test<Finding>[] = [
    ...testPackage(list(config.package)),
    ...testPath(list(config.path)),
    ...testKind(list(config.kind)),
    ...(holdsWhenFixed ? [] : [(finding: Finding) => !isFixable(finding)]),
  ];
  return {
    ...(config.id !== undefined && { ids: list(config.id) }),
    coversTarget: compileTarget(config),
    matches: ({ finding }) => tests.every((test) => test(finding)),
    isForAllImages: coversAllImages(config),
    endsAt: endOfDay(until),
    acceptance: {
      ...{ status, reason, rule: place, until },
      ...(owner !== undefined && { owner }),
      ...(justification !== undefined && { justification }),
    },
  };
}

/** Whether a rule names every image there could be. */
function coversAllImages({ image }: Pick<AcceptRuleConfig, "image">): boolean {
  const test = compileGlobs(list(image));
  return image !== undefined && ["a", "b/c:1", "r.example.com:5000/d/e/f@sha256:0"].every(test);
}

function compileTarget({ image, label = {} }: AcceptRuleConfig): Test<Pick<FoundFinding, "target" | "data">> {
  const isNamed = image === undefined ? undefined : compileGlobs(list(image));
  const labels = Object.entries(label).map(([name, glob]) => [name, compileGlobs([glob])] as const);
  return (found) => {
    const { labels: own = {} } = found.target;
    const hasLabels = labels.every(([name, test]) => Object.hasOwn(own, name) && test(String(own[name])));
    return hasLabels && (isNamed === undefined || listImageNames(found).some(isNamed));
  };
}

function testPackage(wanted: readonly string[]): readonly Test<Finding>[] {
  if (wanted.length === 0) return [];
  const urls = wanted.flatMap((text) => parsePackageUrl(text) ?? []);
  const isNamed = compileGlobs(wanted.filter((text) => !text.startsWith("pkg:")));
  return [
    (finding) => {
      if (finding.kind !== "vulnerability" && finding.kind !== "license") return false;
      if (finding.package === undefined) return false;
      if (isNamed(finding.package.name)) return true;
      const purl = finding.kind === "vulnerability" ? finding.package.purl : undefined;
      const found = purl === undefined || urls.length === 0 ? undefined : parsePackageUrl(purl);
      return found !== undefined && urls.some((url) => coversPackage(url, found));
    },
  ];
}

function testPath(wanted: readonly string[]): readonly Test<Finding>[] {
  if (wanted.length === 0) return [];
  const isNamed = compileGlobs(wanted.map(trimRoot));
  return [({ location: { path } }) => path !== undefined && isNamed(trimRoot(path))];
}

function testKind(wanted: readonly string[]): readonly Test<Finding>[] {
  return wanted.length === 0 ? [] : [({ kind }) => wanted.includes(kind)];
}

function trimRoot(path: string): string {
  return path.replace(/^\/+/, "");
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
