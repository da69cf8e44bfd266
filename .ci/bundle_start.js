// Makes one file of the modules that every start of the built command loads: for `scan --help`, each file more costs
// about a millisecond. What a command imports when it is used stays where it is, and so does what holds state; other
// packages are not bundled.
import { dirname, join, relative, resolve } from "node:path";
import { build } from "esbuild";

const START = "dist/bin/scan.js";

await build({
  entryPoints: [START],
  outfile: START,
  allowOverwrite: true,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20.18",
  format: "esm",
  sourcemap: true,
  logLevel: "warning",
  plugins: [{ name: "leave-what-is-imported-when-it-is-used", setup: leaveDynamicImports }],
});

function leaveDynamicImports({ onResolve }) {
  onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
    if (kind !== "dynamic-import") return undefined;
    const fromStart = relative(dirname(resolve(START)), join(resolveDir, path));
    return { path: fromStart.startsWith(".") ? fromStart : `./${fromStart}`, external: true };
  });
}
