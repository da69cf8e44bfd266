import { hash } from "node:crypto";
import type { Finding, Target } from "../model/mod.ts";

/** Raise it with every change of what a fingerprint is made of. */
const VERSION = "v2";

/**
 * What makes a finding the same one in another scan: 32 hexadecimal digits. It stays over rescans, tags, digests, other
 * versions of the package and of the scanner, and where a package lies; so that two findings of a package that is there
 * twice have one fingerprint.
 */
export function fingerprintOf(finding: Finding): string {
  const parts = [VERSION, finding.kind, finding.id.toUpperCase(), ...listParts(finding)];
  return hash("sha256", JSON.stringify(parts), "hex").slice(0, 32);
}

/** No version, severity, title or line: what moves with each build is not in it. */
function listParts(finding: Finding): readonly string[] {
  const path = normalizePath(finding.location.path ?? "");
  switch (finding.kind) {
    case "vulnerability":
      return [finding.package.class, finding.package.type, finding.package.name];
    case "secret":
      return [path];
    case "misconfiguration":
      return [path, finding.resource ?? ""];
    case "license":
      return [finding.package?.name ?? path];
  }
}

/** Some versions of scanners write a file's path from the root, others from the image's folder. */
function normalizePath(path: string): string {
  return path.replace(/^(?:\.?\/)+/, "");
}

/**
 * Names a finding among those of all targets: by the repository that its image is of, or the Dockerfile, and its
 * fingerprint. Tags, digests and platforms of a repository share it.
 *
 * @example
 * ```ts
 * import { findingKey } from "hullscan";
 * import { fakeFinding, fakeTarget } from "hullscan/testing";
 *
 * const [before, after] = ["nginx:1.27", "docker.io/library/nginx:1.28"].map((image) =>
 *   findingKey(fakeTarget({ image }), fakeFinding()),
 * );
 * if (before !== after) throw new Error("another key");
 * ```
 */
export function findingKey(target: Target, finding: Finding): string {
  return `${repositoryOf(target)} ${finding.fingerprint ?? fingerprintOf(finding)}`;
}

/** The repository that a target's image is of, as Docker completes it, or its Dockerfile: `docker.io/library/nginx`. */
export function repositoryOf({ id, image, dockerfile }: Target): string {
  return dockerfile === undefined ? findRepository(image ?? id) : `dockerfile:${normalizePath(dockerfile)}`;
}

/** The registry that a target's image is in: `docker.io`. Undefined for what is built, and for lines that are no reference. */
export function registryOf(target: Target): string | undefined {
  const { image, dockerfile, settled } = target;
  if (image === undefined || dockerfile !== undefined || settled !== undefined) return undefined;
  return repositoryOf(target).split("/", 1)[0];
}

/** The repository of a reference, as Docker completes it: `docker.io/library/nginx`. */
function findRepository(reference: string): string {
  const [name = ""] = reference.split("@", 1);
  const repository = name.replace(/:[^/:]*$/, "");
  const [first = "", ...rest] = repository.split("/");
  if (rest.length === 0) return `docker.io/library/${repository}`;
  const isHost = first === "localhost" || /[.:]/.test(first) || first !== first.toLowerCase();
  return isHost ? repository.replace(/^index\.docker\.io\//, "docker.io/") : `docker.io/${repository}`;
}
