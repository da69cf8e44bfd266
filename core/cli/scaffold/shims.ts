import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { loadOwnModules } from "../../config/own_modules.ts";

/** What the test of a new plugin imports. */
const NEEDED = ["hullscan", "tsx", "zod"];

/** Packages that lead to our own copies of those that a new plugin does not find. */
export interface Shims {
  readonly names: readonly string[];
  /** Files by their path in the plugin's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Makes, for a folder in which no package is installed that its plugin needs, shims that lead to our own copies:
 * so its tests run at once, and without a network. They have no version, so that `npm install` replaces them.
 */
export async function makeShims(folder: string): Promise<Shims> {
  const { resolve } = createRequire(join(folder, "package.json"));
  const isMissing = (name: string) => !(resolve.paths(name) ?? []).some((path) => existsSync(join(path, name)));
  const names = NEEDED.filter(isMissing);
  const ours = await loadOwnModules();
  const files = names.flatMap((name) => {
    const modules = name === "hullscan" ? ours : { [name]: import.meta.resolve(name) };
    return buildPackage(name, modules);
  });
  return { names, files: Object.fromEntries(files) };
}

/** The files of a package that exports modules which are elsewhere, by specifier. */
function buildPackage(name: string, modules: Readonly<Record<string, string>>): (readonly [string, string])[] {
  const entries = Object.entries(modules).filter(([, url]) => !url.endsWith(".json"));
  const folder = join("node_modules", name);
  const fileOf = (specifier: string) => `.${specifier.slice(name.length) || "/index"}.js`;
  const exports = Object.fromEntries(
    entries.map(([specifier]) => [`.${specifier.slice(name.length)}`, fileOf(specifier)]),
  );
  const manifest = { name, private: true, description: "A shim until npm install", type: "module", exports };
  return [
    [join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`],
    ...entries.map(
      ([specifier, url]) => [join(folder, fileOf(specifier)), `export * from ${JSON.stringify(url)};\n`] as const,
    ),
  ];
}
