export {
  type AskPatiently,
  type AskPatientlyOptions,
  createAskPatiently,
  type LookUpFailure,
  type Refusal,
  toLookUpFailure,
} from "./ask_patiently.ts";
export { createLoginHandOver, type HandOverLogin } from "./credentials/hand_over.ts";
export { pullErrors, registryError } from "./errors.ts";
export { isOfHost } from "./failures.ts";
export type { InspectedImage, InspectOptions } from "./inspect_image.ts";
export type { PlatformManifest } from "./list_platforms.ts";
export type { Descriptor } from "./manifest.ts";
export { type OpenRegistryOptions, openRegistry } from "./open_registry.ts";
export { formatPlatform, isWanted, type Platform, parsePlatform } from "./platform.ts";
export { type CreateRegistryOptions, createRegistry, type Registry } from "./registry.ts";
