import { createHash } from "node:crypto";

/** What a registry stores under a tag or a digest. */
export interface Descriptor {
  /** `sha256:` and 64 hex digits, or another algorithm's. */
  readonly digest: string;
  /** `""` where the registry does not say. */
  readonly mediaType: string;
}

const INDEX_TYPES: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);
const MANIFEST_TYPES = [
  ...INDEX_TYPES,
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
const DIGEST = /^(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/** For the header `Accept`: all that can be scanned. */
export const ACCEPT = MANIFEST_TYPES.join(", ");

/** Whether a manifest is only a list of manifests, one for each platform. */
export function isIndex({ mediaType }: Pick<Descriptor, "mediaType">): boolean {
  return INDEX_TYPES.has(mediaType);
}

/** A media type that is one of a manifest, or else `""`: `text/plain` says nothing. */
export function toManifestType(contentType: string | null): string {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return MANIFEST_TYPES.includes(type) ? type : "";
}

/** Whether a text is a digest of an algorithm that we can check. */
export function isDigest(text: string | null): text is string {
  return text !== null && DIGEST.test(text);
}

/** The digest of bytes by the algorithm of another digest, or else by SHA-256. */
export function digestOf(bytes: Uint8Array, like: string | null = null): string {
  const algorithm = like?.split(":", 1)[0] ?? "sha256";
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}
