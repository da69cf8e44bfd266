import { register } from "node:module";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ConfigHooksData, PACKAGE_SCHEME } from "./config_hooks.ts";
import { loadOwnModules, toOwnAddress } from "./own_modules.ts";

/** What a module exports. */
export type Module = Readonly<Record<string, unknown>>;

/**
 * Imports a module, a config or a plugin, and gives all its exports. TypeScript goes through tsx's hooks and a plain
 * `import()`, so that the module and this program share one copy of their common modules.
 */
export async function importModule(path: string): Promise<Module> {
  const url = pathToFileURL(path).href;
  await registerHooks(url);
  return importUrl(url);
}

/** Imports a package as a module in the folder would, and gives its address and exports; undefined where there is none. */
export async function importPackage(
  name: string,
  folder: string,
): Promise<{ readonly url: string; readonly exports: Module } | undefined> {
  await registerHooks("");
  const from = pathToFileURL(join(folder, "scan.config.js")).href;
  const url = resolvePackage(`${PACKAGE_SCHEME}${name}?${new URLSearchParams({ from })}`);
  return url === undefined ? undefined : { url, exports: await importUrl(url) };
}

async function registerHooks(config: string): Promise<void> {
  // tsx would keep what it compiles in the temporary folder, and run what is there whoever has put it there. Set before
  // the thread of the hooks begins: it has the environment of that moment.
  process.env.TSX_DISABLE_CACHE = "1";
  const data: ConfigHooksData = { config, ours: await loadOwnModules() };
  register(toOwnAddress("./dist/core/config/config_hooks.js"), { data });
}

function resolvePackage(specifier: string): string | undefined {
  try {
    return import.meta.resolve(specifier);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

async function importUrl(url: string): Promise<Module> {
  const unregister = TYPESCRIPT.has(extname(url)) ? (await import("tsx/esm/api")).register() : undefined;
  try {
    return await import(url);
  } finally {
    await unregister?.();
  }
}

const TYPESCRIPT: ReadonlySet<string> = new Set([".ts", ".mts"]);
