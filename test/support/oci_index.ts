import { jsonBlob, type OciContent, toDescriptor } from "#demo/oci_content.ts";

/** One entry of an index. */
export interface IndexEntry {
  readonly image: OciContent;
  readonly platform: Readonly<Record<string, string>>;
}

/** An image for several platforms. The manifests of its images are to be added to the registry, too. */
export function ociIndex(entries: readonly IndexEntry[]): OciContent {
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const manifests = entries.map(({ image, platform }) => ({ ...toDescriptor(image.manifest), platform }));
  return { manifest: jsonBlob(mediaType, { schemaVersion: 2, mediaType, manifests }), blobs: [] };
}
