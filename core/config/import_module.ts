import { register } from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Imports a config module and gives all its exports. TypeScript goes through tsx's hooks and a plain `import()`,
 * so that the config and this program share one copy of their common modules.
 */
export async function importModule(path: string): Promise<{ readonly default?: unknown }> {
  const url = pathToFileURL(path).href;
  if (extname(path) !== ".ts" && extname(path) !== ".mts") return await import(url);
  const tsx = await import("tsx/esm/api");
  const unregister = tsx.register();
  try {
    register(TYPESCRIPT_IS_ESM);
    return await import(url);
  } finally {
    await unregister();
  }
}

/**
 * Without `"type": "module"` in a package.json beside it, a `.ts` file counts as CommonJS, and would load a second copy
 * of our modules by `require`. A config folder needs no package.json, so here `.ts` always means ESM. Node takes hooks
 * as a module of their own only.
 */
const TYPESCRIPT_IS_ESM = `data:text/javascript,${encodeURIComponent(`
export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  const isUsers = /\\.ts(\\?|$)/.test(resolved.url) && !resolved.url.includes("/node_modules/");
  return isUsers ? { ...resolved, format: "module" } : resolved;
}
`)}`;
