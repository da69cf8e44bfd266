import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * The addresses of the modules that this package exports, by specifier: `hullscan/plugins`. It is always this copy that
 * they are of. What runs from the sources is given the sources, from which `dist/` is compiled file by file.
 */
export async function loadOwnModules(): Promise<Readonly<Record<string, string>>> {
  const path = createRequire(import.meta.url).resolve("hullscan/package.json");
  const manifest = JSON.parse(await readFile(path, "utf8")) as { readonly exports: Readonly<Record<string, string>> };
  const root = pathToFileURL(path);
  const isSource = import.meta.url.endsWith(".ts");
  return Object.fromEntries(
    Object.entries(manifest.exports).map(([key, target]) => {
      const file = isSource ? target.replace(/^\.\/dist\/(.+)\.js$/, "./$1.ts") : target;
      return [`hullscan${key.slice(1)}`, new URL(file, root).href];
    }),
  );
}
