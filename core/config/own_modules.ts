import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * The addresses of the modules that this package exports, by specifier: `hullscan/plugins`. It is always this copy that
 * they are of.
 */
export async function loadOwnModules(): Promise<Readonly<Record<string, string>>> {
  const manifest = JSON.parse(await readFile(findManifest(), "utf8")) as { readonly exports: Record<string, string> };
  return Object.fromEntries(
    Object.entries(manifest.exports).map(([key, target]) => [`hullscan${key.slice(1)}`, toOwnAddress(target)]),
  );
}

/**
 * The address of a file of this package: `./dist/core/mod.js`. What runs from the sources is given the source that this
 * one is made of.
 */
export function toOwnAddress(file: string): string {
  const isSource = import.meta.url.endsWith(".ts");
  const own = isSource ? file.replace(/^\.\/dist\/(.+)\.js$/, "./$1.ts") : file;
  return new URL(own, pathToFileURL(findManifest())).href;
}

function findManifest(): string {
  return createRequire(import.meta.url).resolve("hullscan/package.json");
}
