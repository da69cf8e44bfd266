/**
 * How the modules of a config are found. Node runs this in a thread of its own, registered by `import_module.ts`.
 *
 * - `hullscan` means this program, also where it is not installed beside the config.
 * - A config folder needs no package.json: without one that says `"type": "module"`, Node would take `.ts` and `.js`
 *   for CommonJS, and a `.ts` would load a second copy of our modules by `require`. Here they are ESM: `.ts` always,
 *   the config itself where it has the key words of ESM.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { InitializeHook, ResolveFnOutput, ResolveHook } from "node:module";

/** What the thread is told at its start. */
export interface ConfigHooksData {
  /** The address of the config. */
  readonly config: string;
  /** The addresses of our own modules, by specifier: `hullscan/plugins`. */
  readonly ours: Readonly<Record<string, string>>;
}

// Node calls hooks without a context of ours: what initialize() is given can be kept here only.
let data: ConfigHooksData = { config: "", ours: {} };

export const initialize: InitializeHook<ConfigHooksData> = (given) => {
  data = given;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(data.ours[specifier] ?? specifier, context);
  return (await isEsm(resolved)) ? { ...resolved, format: "module" } : resolved;
};

async function isEsm({ url, format }: ResolveFnOutput): Promise<boolean> {
  if (format === "module" || url.includes("/node_modules/")) return false;
  const address = url.split("?", 1)[0] ?? url;
  if (address.endsWith(".ts")) return true;
  if (address !== data.config || !address.endsWith(".js")) return false;
  return /^\s*(import|export)\b/m.test(await readFile(new URL(address), "utf8"));
}
