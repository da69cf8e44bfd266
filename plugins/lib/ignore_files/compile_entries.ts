import picomatch from "picomatch";
import { type AcceptRule, coversPackage, type PackageUrl, parsePackageUrl } from "../../../core/kit.ts";
import type { Finding } from "../../../core/mod.ts";
import { findEnd, type IgnoreEntry } from "./entry.ts";

/**
 * Makes rules of the entries of a file. They accept what Trivy leaves out for them: an id is equal, of advisories of other
 * scanners also as an alias; one of the paths and one of the package URLs match, where there are any.
 *
 * @see https://trivy.dev/docs/latest/configuration/filtering/
 */
export function compileEntries(entries: readonly IgnoreEntry[], name: string): readonly AcceptRule[] {
  const rules = entries.map((entry) => compileEntry(entry, name));
  return rules.some(({ kind = "license" }) => kind === "license")
    ? [...rules.map(({ rule }) => rule), acceptLicenses(rules, name)]
    : rules.map(({ rule }) => rule);
}

interface CompiledEntry {
  readonly id: string;
  readonly kind?: IgnoreEntry["kind"];
  readonly rule: AcceptRule;
  readonly isAt: (finding: Finding) => boolean;
}

function compileEntry(entry: IgnoreEntry, name: string): CompiledEntry {
  const { id, line, kind, paths = [], purls = [], expiredAt, statement } = entry;
  // A path in Trivy's report never begins with "./", and to Trivy the glob says just that.
  const globs = paths
    .filter((glob) => !glob.startsWith("./"))
    .map((glob) => picomatch(glob, { dot: true, nonegate: true, noext: true }));
  const isAt = (finding: Finding) =>
    paths.length === 0 || listPaths(finding).some((path) => globs.some((test) => test(path) || paths.includes("**")));
  const packages = purls.flatMap((text) => parsePackageUrl(text) ?? []);
  const { endsAt, until } = expiredAt === undefined ? {} : findEnd(expiredAt);
  return {
    id,
    ...(kind !== undefined && { kind }),
    isAt,
    rule: {
      ids: [id],
      matches: ({ finding }) =>
        (kind === undefined || finding.kind === kind) &&
        isNamed(finding, id) &&
        isAt(finding) &&
        (purls.length === 0 || isOf(finding, packages)),
      acceptance: {
        status: "accepted",
        reason: statement || `In ${name}, line ${line}`,
        rule: `${name}:${line}`,
        ...(until !== undefined && { until }),
      },
      ...(endsAt !== undefined && { endsAt }),
    },
  };
}

/** Trivy goes by the id alone; another scanner may call an advisory by another of its names. */
function isNamed(finding: Finding, id: string): boolean {
  if (finding.id === id) return true;
  if (finding.kind === "misconfiguration") return finding.aliases?.includes(id) ?? false;
  if (finding.kind !== "vulnerability" || finding.scanner === undefined || finding.scanner === "trivy") return false;
  return finding.aliases?.includes(id) ?? false;
}

/** What paths are compared with: the part of Trivy's report, which is called by its file or else by the image, and the file. */
function listPaths({ kind, location, raw }: Finding): readonly string[] {
  const target = kind === "license" ? undefined : raw?.Target;
  return [...(typeof target === "string" ? [target] : []), location.path ?? ""];
}

/** A package without a package URL is of any. */
function isOf(finding: Finding, packages: readonly PackageUrl[]): boolean {
  const purl = finding.kind === "vulnerability" ? finding.package.purl : undefined;
  const found = purl === undefined ? undefined : parsePackageUrl(purl);
  return found === undefined || packages.some((one) => coversPackage(one, found));
}

/** Accepts an expression of licences where each of them is accepted: `MIT AND (Zlib OR ISC)`. */
function acceptLicenses(entries: readonly CompiledEntry[], name: string): AcceptRule {
  const ofLicenses = entries.filter(({ kind = "license" }) => kind === "license");
  return {
    isImplied: true,
    matches({ finding }) {
      if (finding.kind !== "license" || !/ (?:AND|OR) /.test(finding.id)) return false;
      const parts = finding.id.split(/ (?:AND|OR) |[()]/).flatMap((part) => part.trim() || []);
      const now = Date.now();
      return parts.every((part) =>
        ofLicenses.some(({ id, isAt, rule: { endsAt = now + 1 } }) => id === part && isAt(finding) && endsAt > now),
      );
    },
    acceptance: { status: "accepted", reason: `Each of these licences is in ${name}`, rule: name },
  };
}
