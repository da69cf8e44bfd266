export { type CreateRegistryOptions, createRegistry } from "./create_registry.ts";
export { isLoopback, toHost } from "./endpoint.ts";
export { pullErrors, registryError } from "./errors.ts";
export { ACCEPT, type Descriptor, isIndex, type PlatformManifest } from "./manifest.ts";
export { toNoAnswerCode } from "./no_answer.ts";
export { type OpenRegistryOptions, openRegistry } from "./open_registry.ts";
export type { Registry, RepositoryName } from "./registry.ts";
