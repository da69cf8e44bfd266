/**
 * How the modules of a config are found. Node runs this in a thread of its own, registered by `import_module.ts`.
 *
 * - `hullscan` means this program, also where it is not installed beside the config; an installed package that has
 *   another copy beside it gets that one: the version of the contract tells whether it fits.
 * - `hullscan-package:NAME?from=ADDRESS` is the package that a module at the address would get.
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

/** How the address begins that stands for a package as seen from elsewhere. */
export const PACKAGE_SCHEME = "hullscan-package:";

// Node calls hooks without a context of ours: what initialize() is given can be kept here only.
let data: ConfigHooksData = { config: "", ours: {} };

export const initialize: InitializeHook<ConfigHooksData> = (given) => {
  data = given;
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await resolveFrom(specifier, context, nextResolve);
  return (await isEsm(resolved)) ? { ...resolved, format: "module" } : resolved;
};

const resolveFrom: ResolveHook = async (specifier, context, nextResolve) => {
  if (specifier.startsWith(PACKAGE_SCHEME)) {
    const { pathname, searchParams } = new URL(specifier);
    return nextResolve(pathname, { ...context, parentURL: searchParams.get("from") ?? undefined });
  }
  const ours = data.ours[specifier];
  if (ours === undefined) return nextResolve(specifier, context);
  if (!context.parentURL?.includes("/node_modules/")) return nextResolve(ours, context);
  try {
    return await nextResolve(specifier, context);
  } catch {
    return nextResolve(ours, context);
  }
};

async function isEsm({ url, format }: ResolveFnOutput): Promise<boolean> {
  if (format === "module" || url.includes("/node_modules/")) return false;
  const address = url.split("?", 1)[0] ?? url;
  if (address.endsWith(".ts")) return true;
  if (address !== data.config || !address.endsWith(".js")) return false;
  return /^\s*(import|export)\b/m.test(await readFile(new URL(address), "utf8"));
}
