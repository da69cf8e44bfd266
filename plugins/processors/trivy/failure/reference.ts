const HOST = /^(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|\[[0-9a-fA-F:]+\]|[a-zA-Z0-9-]+(?=:))(?::\d+)?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/i;

/** The parts of an image reference. */
export interface Reference {
  /** `registry.example.com:5000`; absent where the reference names none. */
  readonly host?: string | undefined;
  readonly repository: string;
  /** A tag or a digest. */
  readonly version: string;
}

/**
 * Takes an image reference apart.
 *
 * @returns Nothing where the text is none
 * @see {@link https://github.com/distribution/reference}
 */
export function parseReference(image: string): Reference | undefined {
  const [named = "", digest, ...rest] = image.split("@");
  if (rest.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const slash = named.indexOf("/");
  const first = named.slice(0, Math.max(0, slash));
  const host = HOST.test(first) ? first : undefined;
  const path = host === undefined ? named : named.slice(slash + 1);
  const [repository = "", tag, ...more] = path.split(":");
  if (more.length > 0 || !REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return undefined;
  return { host, repository, version: digest ?? tag ?? "latest" };
}
