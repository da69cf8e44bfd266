export { type BuildRequest, buildImage } from "./build_image.ts";
export type { Docker } from "./docker.ts";
export { toDockerEnvironment } from "./environment.ts";
export { dockerError } from "./errors.ts";
export { findImages, inspectImage, type LabelledImage } from "./images.ts";
export { findLayers } from "./legacy_layers.ts";
export { openDocker } from "./open_docker.ts";
export { removeImage, removeLayers, removeNameless } from "./remove_images.ts";
export { loadServerVersion } from "./server_version.ts";
