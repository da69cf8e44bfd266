export type { Fault, Intercept, RegistryRequest } from "./intercept.ts";
export { type Registry, startRegistry } from "./start_registry.ts";
