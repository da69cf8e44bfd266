import { createHash } from "node:crypto";
import { z } from "zod";

/** What a registry stores under a tag or a digest. */
export interface Descriptor {
  /** `sha256:` and 64 hex digits, or another algorithm's. */
  readonly digest: string;
  /** `""` where the registry does not say. */
  readonly mediaType: string;
}

/** A manifest for one platform, as an index names it. */
export interface PlatformManifest extends Descriptor {
  /** `os/architecture[/variant][:os version]`, as Docker and Trivy take it. */
  readonly platform: string;
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

const indexSchema = z.object({
  manifests: z.array(
    z.object({
      digest: z.string().regex(DIGEST),
      mediaType: z.string().nullish(),
      platform: z
        .object({
          os: z.string(),
          architecture: z.string(),
          variant: z.string().nullish(),
          "os.version": z.string().nullish(),
        })
        .nullish(),
    }),
  ),
});

/** For the header `Accept`: all that can be scanned. */
export const ACCEPT = MANIFEST_TYPES.join(", ");

/** Whether a manifest is only a list of manifests, one for each platform. */
export function isIndex({ mediaType }: Descriptor): boolean {
  return INDEX_TYPES.has(mediaType);
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

/**
 * Reads the manifests that an index names. Attestations and other entries that are for no platform are left out.
 *
 * @returns Nothing where it is no index
 * @see {@link https://github.com/opencontainers/image-spec/blob/main/image-index.md}
 */
export function parseIndex(bytes: Uint8Array): readonly PlatformManifest[] | undefined {
  return parse(bytes)?.manifests.flatMap(({ digest, mediaType, platform }) => {
    if (!platform || platform.os === "unknown" || platform.architecture === "unknown") return [];
    const { os, architecture, variant, "os.version": version } = platform;
    const name = `${os}/${architecture}${variant ? `/${variant}` : ""}${version ? `:${version}` : ""}`;
    return [{ digest, mediaType: mediaType ?? "", platform: name }];
  });
}

function parse(bytes: Uint8Array) {
  try {
    return indexSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return undefined;
  }
}
