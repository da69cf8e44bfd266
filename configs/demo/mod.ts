export type { Advisory, AffectedPackage } from "./advisories/mod.ts";
export { type DemoRegistry, startDemoRegistry } from "./loopback.ts";
export { type ArtifactOptions, ociArtifact } from "./oci_artifact.ts";
export type { Blob, OciContent } from "./oci_content.ts";
export { type ImageFormat, type ImageOptions, type Layer, ociImage } from "./oci_image.ts";
export { type Fault, type Intercept, type Registry, type RegistryRequest, startRegistry } from "./registry/mod.ts";
export {
  type DbMetadata,
  type SampleDb,
  type SampleDbOptions,
  sampleDbArtifact,
  sampleVulnerabilityDb,
} from "./sample_db.ts";
export { type SampleImage, sampleImages } from "./sample_images.ts";
