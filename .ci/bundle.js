// Compiles the package's JavaScript: of some 500 modules, a file for each that is entered from outside and chunks of
// what several of them need, since each file that is loaded costs a start about a millisecond. No module is in two
// chunks, so that the command and a config share one copy of each; a chunk holds only what all that load it need, so
// that a plugin which no config names is not loaded. Other packages are not bundled.
import { build } from "esbuild";

await build({
  entryPoints: [
    "bin/scan.ts",
    "core/mod.ts",
    "core/testing/mod.ts",
    "plugins/mod.ts",
    "configs/mod.ts",
    // Loaded by Node, by its path.
    "core/config/config_hooks.ts",
  ],
  outbase: ".",
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  target: "node20.18",
  format: "esm",
  sourcemap: true,
  logLevel: "warning",
});
