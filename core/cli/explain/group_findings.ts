import {
  compareSeverity,
  componentOf,
  type Finding,
  type Fix,
  isExploited,
  type Outcome,
  type VulnerabilityFinding,
} from "../../model/mod.ts";

/** The findings of one layer of an image. */
export interface LayerGroup {
  /** Absent where the report does not say in which layer they are. */
  readonly layer?: {
    /** From 1, the lowest; absent where the report does not list the image's layers. */
    readonly number?: number;
    /** `sha256:...` of the layer in its registry, or else of what is in it. */
    readonly digest: string;
    /** The image of the same report that has this layer, too, and all below it, and no others. */
    readonly base?: string;
  };
  readonly packages: readonly PackageGroup[];
  /** What is in no package: secrets, settings, licences. */
  readonly others: readonly Finding[];
}

/** The vulnerabilities of one package, by what removes them. */
export interface PackageGroup {
  readonly name: string;
  readonly version: string;
  /** `Debian-package`. */
  readonly component: string;
  readonly path?: string;
  readonly fixes: readonly FixGroup[];
}

/** The vulnerabilities that the same versions fix. */
export interface FixGroup {
  readonly fix: Fix;
  readonly findings: readonly VulnerabilityFinding[];
}

/** Finds the image whose layers are the lowest ones of another, up to a number of them. */
export type FindBase = (layers: readonly string[], count: number) => string | undefined;

/** Groups what was found in an image by layer (the lowest first), package and fix; the worst come first. */
export function groupByLayer({ data }: Outcome, findBase: FindBase): readonly LayerGroup[] {
  const { findings = [], image: { layers = [] } = {} } = data;
  const base = findBaseOf(layers, findBase);
  const groups = groupBy(findings, ({ location: { layer } }) => layer?.diffId ?? layer?.digest ?? "");
  const placed = [...groups.values()].map((group): LayerGroup => {
    const [{ location }] = group;
    const digest = location.layer?.digest ?? location.layer?.diffId;
    const found = { packages: groupByPackage(group), others: sortFindings(group.filter(isElsewhere)) };
    if (digest === undefined) return found;
    const number = layers.indexOf(location.layer?.diffId ?? "") + 1;
    const isBase = base !== undefined && number > 0 && number <= base.count;
    return { layer: { ...(number > 0 && { number }), digest, ...(isBase && { base: base.name }) }, ...found };
  });
  return placed.sort((a, b) => placeOf(a) - placeOf(b));
}

/** The largest image that this one is built on, of those in the report. */
function findBaseOf(layers: readonly string[], findBase: FindBase) {
  for (let count = layers.length - 1; count > 0; count -= 1) {
    const name = findBase(layers, count);
    if (name !== undefined) return { name, count };
  }
  return undefined;
}

/** Groups vulnerabilities by package, the one with the worst first, and then by fix. */
export function groupByPackage(findings: readonly Finding[]): readonly PackageGroup[] {
  const vulnerabilities = sortFindings(findings.filter((finding) => !isElsewhere(finding)));
  const groups = groupBy(vulnerabilities, (finding) =>
    JSON.stringify([finding.package.name, finding.package.version, componentOf(finding), finding.location.path]),
  );
  return [...groups.values()].map((group) => {
    const [first] = group;
    const { name, version } = first.package;
    const { path } = first.location;
    return {
      name,
      version,
      component: componentOf(first),
      ...(path !== undefined && { path }),
      fixes: groupByFix(group),
    };
  });
}

/** Groups vulnerabilities by what fixes them: those that have a fix come first. */
function groupByFix(findings: readonly VulnerabilityFinding[]): readonly FixGroup[] {
  const groups = groupBy(findings, ({ fix }) => JSON.stringify([fix.versions, fix.versions.length > 0 || fix.state]));
  const fixes = [...groups.values()].map((group) => ({ fix: group[0].fix, findings: group }));
  return fixes.sort((a, b) => Number(b.fix.versions.length > 0) - Number(a.fix.versions.length > 0));
}

function isElsewhere(finding: Finding): finding is Exclude<Finding, VulnerabilityFinding> {
  return finding.kind !== "vulnerability";
}

function sortFindings<F extends Finding>(findings: readonly F[]): readonly F[] {
  return [...findings].sort(compareByThreat);
}

/** What is exploited comes first, whatever its severity; in a group all have the same fix. */
function compareByThreat(a: Finding, b: Finding): number {
  const byThreat = Number(isExploited(b)) - Number(isExploited(a));
  return byThreat || compareSeverity(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function placeOf({ layer }: LayerGroup): number {
  return layer === undefined ? Number.POSITIVE_INFINITY : (layer.number ?? Number.MAX_SAFE_INTEGER);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
