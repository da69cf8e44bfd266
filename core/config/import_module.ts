import { register } from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { ConfigHooksData } from "./config_hooks.ts";
import { loadOwnModules } from "./own_modules.ts";

/**
 * Imports a config module and gives all its exports. TypeScript goes through tsx's hooks and a plain `import()`, so
 * that the config and this program share one copy of their common modules.
 */
export async function importModule(path: string): Promise<{ readonly default?: unknown }> {
  const url = pathToFileURL(path).href;
  const unregister = TYPESCRIPT.has(extname(path)) ? (await import("tsx/esm/api")).register() : undefined;
  try {
    const data: ConfigHooksData = { config: url, ours: await loadOwnModules() };
    // The sources run as .ts, the built package as .js.
    register(`./config_hooks${extname(import.meta.url)}`, import.meta.url, { data });
    return await import(url);
  } finally {
    await unregister?.();
  }
}

const TYPESCRIPT: ReadonlySet<string> = new Set([".ts", ".mts"]);
