export { type Answer, bytesAnswer, jsonAnswer } from "./answer.ts";
export type { Fault, Intercept, RegistryRequest } from "./intercept.ts";
export { type LoopbackServer, type ServeOptions, serve } from "./serve.ts";
export { type Registry, startRegistry } from "./start_registry.ts";
