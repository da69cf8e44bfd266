import { type Blob, blob, jsonBlob, type OciContent, toDescriptor } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const IMAGE_CONFIG = "application/vnd.oci.image.config.v1+json";
const EMPTY = "application/vnd.oci.empty.v1+json";
const TAR = "application/vnd.oci.image.layer.v1.tar+gzip";

/** What an artifact's manifest says of it. */
export interface ArtifactTypes {
  /** @default {"application/vnd.oci.image.config.v1+json"} */
  readonly config?: string;
  readonly layers: readonly string[];
  readonly artifactType?: string;
}

/** Something that is stored as images are, and is none. Its config and its layers are those of a sound image. */
export function artifact({ config = IMAGE_CONFIG, layers, artifactType }: ArtifactTypes): OciContent {
  const image = ociImage({ layers: layers.map((_, index) => ({ [`etc/${index}`]: "a" })) });
  const [first, ...rest] = image.blobs.map((part, index) => ({
    ...part,
    mediaType: index === 0 ? config : (layers[index - 1] ?? ""),
  })) as [Blob, ...Blob[]];
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    ...(artifactType !== undefined && { artifactType }),
    config: toDescriptor(first),
    layers: rest.map(toDescriptor),
  };
  return { manifest: jsonBlob(MANIFEST, manifest), blobs: [first, ...rest] };
}

/** What BuildKit adds to an image: it has the config of one. */
export const attestation = artifact({ layers: ["application/vnd.in-toto+json"] });

/** What is no image, as the tools that make it write it, and what it is. */
export const ARTIFACTS: readonly (readonly [content: OciContent, what: string])[] = [
  [
    artifact({
      config: "application/vnd.cncf.helm.config.v1+json",
      layers: ["application/vnd.cncf.helm.chart.content.v1.tar+gzip"],
    }),
    "a Helm chart",
  ],
  [artifact({ config: "application/vnd.wasm.config.v0+json", layers: ["application/wasm"] }), "a WebAssembly module"],
  [artifact({ layers: ["application/vnd.wasm.content.layer.v1+wasm"] }), "a WebAssembly module"],
  [artifact({ config: EMPTY, layers: [TAR], artifactType: "application/vnd.unknown.artifact.v1" }), "an ORAS artifact"],
  [artifact({ config: "application/vnd.unknown.config.v1+json", layers: [TAR] }), "an ORAS artifact"],
  [
    artifact({ config: EMPTY, layers: ["text/plain"], artifactType: "application/vnd.acme.rocket" }),
    'an ORAS artifact of the type "application/vnd.acme.rocket"',
  ],
  [artifact({ config: "application/vnd.buildkit.cacheconfig.v0", layers: [TAR] }), "a BuildKit cache"],
  [artifact({ layers: ["application/vnd.dev.cosign.simplesigning.v1+json"] }), "a cosign signature"],
  [
    artifact({
      config: EMPTY,
      layers: ["application/vnd.dev.sigstore.bundle.v0.3+json"],
      artifactType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    }),
    "a cosign signature or attestation (a Sigstore bundle)",
  ],
  [artifact({ config: "application/json", layers: ["application/octet-stream"] }), 'of the type "application/json"'],
  [attestation, "an attestation"],
  [artifact({ layers: ["application/vnd.dsse.envelope.v1+json"] }), "an attestation"],
  [artifact({ layers: ["text/spdx+json"] }), "an SBOM"],
  [
    artifact({
      config: EMPTY,
      layers: ["application/vnd.cyclonedx+json"],
      artifactType: "application/vnd.cyclonedx+json",
    }),
    "an SBOM",
  ],
  [artifact({ layers: ["application/vnd.syft+json"] }), "an SBOM"],
  [
    artifact({
      config: "application/vnd.docker.plugin.v1+json",
      layers: ["application/vnd.docker.image.rootfs.diff.tar.gzip"],
    }),
    "a Docker plugin",
  ],
  [artifact({ layers: ["application/vnd.ollama.image.model"] }), "an AI model"],
  [
    artifact({ config: "application/vnd.acme.thing+json", layers: [TAR] }),
    'of the type "application/vnd.acme.thing+json"',
  ],
  [artifact({ layers: [TAR, "application/vnd.erofs"] }), 'of the type "application/vnd.erofs"'],
  [artifact({ layers: [TAR], artifactType: "application/vnd.acme.thing" }), 'of the type "application/vnd.acme.thing"'],
];

/** The first form of BuildKit's cache: an index that names layers. */
export const buildKitCache: OciContent = indexOf([
  { ...toDescriptor(blob(TAR, Buffer.from("a"))) },
  { ...toDescriptor(blob("application/vnd.buildkit.cacheconfig.v0", Buffer.from("{}"))) },
]);

/** An index whose entries are written as they are given. */
export function indexOf(manifests: readonly object[]): OciContent {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  return { manifest: jsonBlob(mediaType, { schemaVersion: 2, mediaType, manifests }), blobs: [] };
}
