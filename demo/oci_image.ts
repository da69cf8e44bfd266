import { gzipSync } from "node:zlib";
import { type Blob, blob, jsonBlob, type OciContent, sha256, toDescriptor } from "./oci_content.ts";
import { writeTar } from "./tar.ts";

/** The files of a layer: path (relative, `etc/os-release`) to content. */
export type Layer = Readonly<Record<string, string | Uint8Array>>;

/** A layer that is packed already: a large one that many images share. */
export interface PackedLayer {
  readonly blob: Blob;
  /** The digest of the archive before it was compressed. */
  readonly diffId: string;
}

/** What an image is made of. */
export interface ImageOptions {
  /** Lowest first. Equal layers have equal digests, so images can share them. */
  readonly layers: readonly (Layer | PackedLayer)[];
  /** @default {"amd64"} */
  readonly architecture?: string;
  /** @default {"linux"} */
  readonly os?: string;
  /** When it says it was made. @default The begin of 2024: equal images have equal digests */
  readonly created?: Date;
  /** Whether the media types are those of OCI or those of Docker (schema 2). @default {"oci"} */
  readonly format?: ImageFormat;
}

/** The two manifest formats that registries hold. */
export type ImageFormat = "oci" | "docker";

const MEDIA_TYPES = {
  oci: {
    manifest: "application/vnd.oci.image.manifest.v1+json",
    config: "application/vnd.oci.image.config.v1+json",
    layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  },
  docker: {
    manifest: "application/vnd.docker.distribution.manifest.v2+json",
    config: "application/vnd.docker.container.image.v1+json",
    layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  },
} as const satisfies Record<ImageFormat, object>;

/**
 * Builds an image for one platform, in memory. All its files have mode 0644 and belong to root.
 *
 * @throws {RangeError} A path does not fit in a tar archive
 * @see https://github.com/opencontainers/image-spec
 */
export function ociImage(options: ImageOptions): OciContent {
  const { layers, architecture = "amd64", os = "linux", created = new Date("2024-01-01"), format = "oci" } = options;
  const types = MEDIA_TYPES[format];
  const packed = layers.map((layer) => (isPacked(layer) ? layer : packLayer(toTar(layer), format)));
  const config = jsonBlob(types.config, {
    created: created.toISOString(),
    architecture,
    os,
    config: {},
    rootfs: { type: "layers", diff_ids: packed.map(({ diffId }) => diffId) },
    history: layers.map((_, index) => ({ created: created.toISOString(), created_by: `layer ${index + 1}` })),
  });
  const manifest = jsonBlob(types.manifest, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: toDescriptor(config),
    layers: packed.map((layer) => toDescriptor(layer.blob)),
  });
  return { manifest, blobs: [config, ...packed.map((layer) => layer.blob)] };
}

/** Compresses a tar archive into a layer. */
export function packLayer(tar: Uint8Array, format: ImageFormat = "oci"): PackedLayer {
  return { blob: blob(MEDIA_TYPES[format].layer, gzipSync(tar)), diffId: sha256(tar) };
}

function toTar(layer: Layer): Uint8Array {
  return writeTar(Object.entries(layer).map(([path, content]) => ({ path, content })));
}

function isPacked(layer: Layer | PackedLayer): layer is PackedLayer {
  return typeof layer.diffId === "string" && typeof layer.blob === "object";
}
