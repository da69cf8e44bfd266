// Compiles the package's JavaScript: of some 500 modules, a file for each that is entered from outside and chunks of
// what several of them need, since each file that is loaded costs a start about a millisecond. No module is in two
// chunks, so that the command and a config share one copy of each; a chunk holds only what all that load it need, so
// that a plugin which no config names is not loaded. Of other packages only kysely is bundled: it has some 280 modules, and
// each run with a history loads it.
//
// `node .ci/bundle.js [FOLDER]`: into `dist`, or FOLDER
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { build } from "esbuild";

const [folder = "dist"] = process.argv.slice(2);
const chunks = join(folder, "chunks");

/** Small modules that each start of the command loads. Each by itself would be a chunk, that is a file more to load. */
const START = [
  "core/cli/call_name.ts",
  "core/cli/completion/shells.ts",
  "core/cli/composition.ts",
  "core/cli/exit.ts",
  "core/config/nearest.ts",
  "core/config/scan_config.ts",
  "core/services/printable.ts",
  "core/services/values.ts",
];

const startImports = START.map((module) => `import ${JSON.stringify(`../../${module}`)};\n`).join("");

/** Puts them into the chunk of the errors, which everything loads: esbuild joins what the same entries need. */
const joinStart = {
  name: "join-start",
  setup({ onLoad }) {
    onLoad({ filter: /\bcore[\\/]errors[\\/]scan_error\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")) + startImports,
      loader: "ts",
    }));
  },
};

await build({
  ...JSON.parse(await readFile(new URL("esbuild.json", import.meta.url), "utf8")),
  plugins: [joinStart],
  entryPoints: [
    "bin/scan.ts",
    "core/mod.ts",
    "core/kit.ts",
    "core/testing/mod.ts",
    "plugins/mod.ts",
    "configs/mod.ts",
    // Loaded by Node, by its path.
    "core/config/config_hooks.ts",
  ],
  outbase: ".",
  outdir: folder,
  chunkNames: "chunks/[name]-[hash]",
  sourcemap: true,
});

// Whoever passes kysely on passes its licence on.
await mkdir(join(folder, "licenses"), { recursive: true });
await copyFile("node_modules/kysely/LICENSE", join(folder, "licenses/kysely.txt"));

// Maps show the sources as they are, without those imports, which stand at the end.
for (const name of await readdir(chunks)) {
  if (!name.endsWith(".map")) continue;
  const map = JSON.parse(await readFile(join(chunks, name), "utf8"));
  const sourcesContent = map.sourcesContent.map((text) => text.replace(startImports, ""));
  await writeFile(join(chunks, name), JSON.stringify({ ...map, sourcesContent }));
}
