export * from "./errors/mod.ts";
export * from "./finding/mod.ts";
export * from "./plugin/mod.ts";
