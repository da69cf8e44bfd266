export { type BuildRequest, buildImage } from "./build_image.ts";
export { type Docker, loadServerVersion, openDocker, toDockerEnvironment } from "./docker.ts";
export { dockerError } from "./errors.ts";
export {
  findImages,
  inspectImage,
  type LabelledImage,
  removeImage,
  removeLayers,
  removeNameless,
} from "./images.ts";
export { findLayers } from "./legacy_layers.ts";
