import { type Blob, blob, jsonBlob, type OciContent, toDescriptor } from "./oci_content.ts";

/** What an artifact is made of. */
export interface ArtifactOptions {
  /** The one layer. */
  readonly content: Uint8Array;
  /** The file name that it is to be unpacked under, kept as the annotation `org.opencontainers.image.title`. */
  readonly title: string;
  readonly layerType: string;
  readonly configType: string;
}

/**
 * Builds an OCI artifact with one layer: the form in which Trivy's databases are published.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage
 */
export function ociArtifact(options: ArtifactOptions): OciContent {
  const config = jsonBlob(options.configType, {});
  const layer = blob(options.layerType, options.content);
  return { manifest: artifactManifest({ config, layer, title: options.title }), blobs: [config, layer] };
}

function artifactManifest(parts: { config: Blob; layer: Blob; title: string }): Blob {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const annotations = { "org.opencontainers.image.title": parts.title };
  return jsonBlob(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: toDescriptor(parts.config),
    layers: [{ ...toDescriptor(parts.layer), annotations }],
  });
}
