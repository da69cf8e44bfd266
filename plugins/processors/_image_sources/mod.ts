export { type ImageSource, imageSourcesSchema, isRemoteOnly } from "./image_sources.ts";
