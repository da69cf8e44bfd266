/** A package URL in its parts: `pkg:deb/debian/openssl@3.0.11?arch=amd64`. */
export interface PackageUrl {
  readonly type: string;
  /** `""` where there is none. */
  readonly namespace: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath?: string;
}

/**
 * Parses a package URL; undefined where the text is none.
 *
 * @see https://github.com/package-url/purl-spec
 */
export function parsePackageUrl(text: string): PackageUrl | undefined {
  const [, rest] = /^pkg:\/*(.+)$/s.exec(text) ?? [];
  if (rest === undefined) return undefined;
  const [beforeSubpath = "", subpath] = splitOnce(rest, "#");
  const [path = "", query = ""] = splitOnce(beforeSubpath, "?");
  // The name of an npm package may begin with an @ of its own.
  const at = path.lastIndexOf("@");
  const hasVersion = at > path.lastIndexOf("/") + 1 || (at > 0 && path[at - 1] !== "/");
  const names = (hasVersion ? path.slice(0, at) : path).split("/").filter((part) => part !== "");
  const [type = "", ...parts] = names.map(decode);
  const name = parts.pop();
  if (name === undefined || type === "") return undefined;
  const version = hasVersion ? decode(path.slice(at + 1)) : undefined;
  return {
    ...normalise(type.toLowerCase(), parts.join("/"), name),
    ...(version !== undefined && version !== "" && { version }),
    qualifiers: new Map(new URLSearchParams(query.replaceAll("+", "%2B"))),
    ...(subpath !== undefined && subpath !== "" && { subpath: decode(subpath) }),
  };
}

/** Types whose namespaces and names have no capitals. */
const LOWER: ReadonlySet<string> = new Set(["alpm", "apk", "bitbucket", "composer", "deb", "github", "golang", "pypi"]);

function normalise(type: string, namespace: string, name: string) {
  if (!LOWER.has(type)) return { type, namespace, name };
  const lower = name.toLowerCase();
  return { type, namespace: namespace.toLowerCase(), name: type === "pypi" ? lower.replaceAll("_", "-") : lower };
}

/**
 * Whether a package URL covers another: type, namespace and name are equal, and so is whatever else it names: version,
 * subpath, each qualifier. What it leaves out may be anything.
 */
export function coversPackage(wanted: PackageUrl, found: PackageUrl): boolean {
  return (
    wanted.type === found.type &&
    wanted.namespace === found.namespace &&
    wanted.name === found.name &&
    (wanted.version === undefined || wanted.version === found.version) &&
    (wanted.subpath === undefined || wanted.subpath === found.subpath) &&
    [...wanted.qualifiers].every(([key, value]) => found.qualifiers.get(key) === value)
  );
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
