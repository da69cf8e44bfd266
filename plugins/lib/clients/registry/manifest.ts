import { createHash } from "node:crypto";
import { z } from "zod";

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

/** Text that is wrong is none: what decides is checked where it decides. */
const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? "");

const descriptor = z.object({
  mediaType: text,
  digest: text,
  artifactType: text,
  annotations: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  platform: z
    .object({
      os: text,
      architecture: text,
      variant: text,
      "os.version": text,
    })
    .nullish()
    .catch(undefined),
});

const contentSchema = z.object({
  schemaVersion: z.unknown().optional(),
  mediaType: text,
  artifactType: text,
  config: descriptor.nullish(),
  layers: z.array(descriptor).nullish(),
  manifests: z.array(descriptor).nullish(),
  fsLayers: z.unknown().optional(),
  blobs: z.unknown().optional(),
});

/** A manifest of any kind, as far as it is used. */
export type ManifestContent = z.output<typeof contentSchema>;

/** What a manifest says of something that it points at. */
export type ContentDescriptor = z.output<typeof descriptor>;

/** What a manifest is, by what it holds; a registry's word for it may be wrong or missing. */
export type ManifestKind = "index" | "single" | "schema 1" | "artifact";

/** Reads a manifest of any kind; nothing where the bytes are none: an HTML page, say. */
export function parseManifest(bytes: Uint8Array): ManifestContent | undefined {
  try {
    const content = contentSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    return toKind(content) === undefined ? undefined : content;
  } catch {
    return undefined;
  }
}

/**
 * What kind of manifest this is; nothing where it is none, or several at once, which each client would read in its own
 * way.
 *
 * @see {@link https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh}
 */
export function toKind(content: ManifestContent): ManifestKind | undefined {
  const { schemaVersion, manifests, config, layers, fsLayers, blobs } = content;
  const isSingle = Boolean(config) || Array.isArray(layers);
  if (Array.isArray(manifests)) return isSingle ? undefined : "index";
  if (schemaVersion === 1 || Array.isArray(fsLayers)) return "schema 1";
  if (isSingle) return "single";
  return Array.isArray(blobs) || content.artifactType !== "" ? "artifact" : undefined;
}
