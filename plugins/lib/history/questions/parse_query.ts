import { compareVersions, coreError, coversPackage, type PackageUrl, parsePackageUrl } from "../../../../core/kit.ts";

/** What somebody looks for. */
export interface Query {
  /** Names in lower case: of an advisory, a rule or a package, or of a package alone. */
  readonly names: readonly string[];
  readonly isPackage: boolean;
  readonly purl?: PackageUrl;
  readonly versions: readonly VersionLimit[];
}

/** A limit of versions: `<3.0.7`. */
export interface VersionLimit {
  readonly operator: "<" | "<=" | ">" | ">=" | "=";
  readonly version: string;
}

const LIMIT = String.raw`(?:<=|>=|<|>|==?)\s*[^<>=,\s]+`;
const LIMITS = String.raw`${LIMIT}(?:\s*,\s*${LIMIT})*`;
const PURL = /^(pkg:[^<>\s]*)\s*([<>].*)?$/;
const RANGE = new RegExp(String.raw`^(.+?)\s*(${LIMITS})$`);
const EXACT = /^(@?[^@\s]+)@([^@\s]+)$/;

/**
 * Reads what somebody looks for: `CVE-2024-3094`, `openssl`, `openssl<3.0.7`, `minimist@1.2.5`, `pkg:deb/debian/openssl`,
 * the name of a rule.
 *
 * @throws {ScanError} USAGE
 */
export function parseQuery(text: string): Query {
  const query = text.trim();
  if (query === "") throw coreError("USAGE", { reason: "The query is empty: name an id, a package or a rule" });
  const [, address, limits = ""] = PURL.exec(query) ?? [];
  if (address !== undefined) {
    const purl = parsePackageUrl(address);
    if (purl === undefined) throw coreError("USAGE", { reason: `"${query}" is not a package URL: pkg:npm/minimist` });
    return { names: listNames(purl), isPackage: true, purl, versions: parseLimits(limits, query) };
  }
  const [, name, range] = RANGE.exec(query) ?? [];
  if (name !== undefined && range !== undefined && !/[<>=]/.test(name)) {
    return { names: [name.toLowerCase()], isPackage: true, versions: parseLimits(range, query) };
  }
  if (/[<>=]/.test(query)) throw notARange(query);
  const [, exact, version] = EXACT.exec(query) ?? [];
  if (exact === undefined || version === undefined) {
    return { names: [query.toLowerCase()], isPackage: false, versions: [] };
  }
  return { names: [exact.toLowerCase()], isPackage: true, versions: [{ operator: "=", version }] };
}

/** Scanners write a namespace before the name in their own way: `@babel/core`, `org.apache:commons`. */
function listNames({ namespace, name }: PackageUrl): readonly string[] {
  return [name, ...(namespace === "" ? [] : [`${namespace}/${name}`, `${namespace}:${name}`])].map((one) =>
    one.toLowerCase(),
  );
}

function parseLimits(text: string, query: string): readonly VersionLimit[] {
  if (text.trim() === "") return [];
  if (!new RegExp(`^${LIMITS}$`).test(text.trim())) throw notARange(query);
  return text.split(",").map((limit) => {
    const [, operator = "=", version = ""] = /^\s*(<=|>=|<|>|==?)\s*(\S+)\s*$/.exec(limit) ?? [];
    return { operator: (operator === "==" ? "=" : operator) as VersionLimit["operator"], version };
  });
}

function notARange(query: string) {
  return coreError("USAGE", { reason: `"${query}" is not a range of versions: openssl<3.0.7, openssl>=1.1,<3` });
}

/** Whether a package in the history is one of those that are looked for. */
export function matchesPackage({ purl, versions }: Query, found: { readonly version: string; readonly purl: string }) {
  if (purl !== undefined) {
    const own = parsePackageUrl(found.purl);
    if (own === undefined || !coversPackage(purl, own)) return false;
  }
  if (versions.length > 0 && found.version === "") return false;
  return versions.every(({ operator, version }) => isWithin(compareVersions(found.version, version), operator));
}

/** @param order As of a comparison: below 0 where what is found comes first */
function isWithin(order: number, operator: VersionLimit["operator"]): boolean {
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "=":
      return order === 0;
  }
}
