import type { Reference } from "./reference.ts";

const DEFAULT_DOMAIN = "docker.io";
const LEGACY_DEFAULT_DOMAIN = "index.docker.io";

/** A reference that leaves nothing to a default. It has a tag, a digest or both. */
export interface CanonicalReference extends Reference {
  readonly domain: string;
}

/** The repository of a registry. */
export type RepositoryName = Pick<CanonicalReference, "domain" | "path">;

/** Writes a reference as text: the inverse of `parseReference`. */
export function formatReference({ domain, path, tag, digest }: Reference): string {
  const name = domain === undefined ? path : `${domain}/${path}`;
  return `${name}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

/**
 * Fills in what Docker fills in: the registry `docker.io`, its folder `library/`, and the tag `latest` where there is
 * neither tag nor digest.
 *
 * @example
 * ```ts
 * import { formatReference, parseReference, toCanonical } from "hullscan/plugins";
 *
 * const text = formatReference(toCanonical(parseReference("nginx")));
 * if (text !== "docker.io/library/nginx:latest") throw new Error(text);
 * ```
 */
export function toCanonical(reference: Reference): CanonicalReference {
  const { domain: given = DEFAULT_DOMAIN, path } = reference;
  const domain = given === LEGACY_DEFAULT_DOMAIN ? DEFAULT_DOMAIN : given;
  const isOfficial = domain === DEFAULT_DOMAIN && !path.includes("/");
  return {
    ...reference,
    domain,
    path: isOfficial ? `library/${path}` : path,
    ...(reference.tag === undefined && reference.digest === undefined && { tag: "latest" }),
  };
}
