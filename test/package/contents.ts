import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";
import { loadSources } from "../checks/sources.ts";
import { type AddTests, PROJECT } from "./support/pack.ts";

const ALLOWED = [
  /^(package\.json|schema\.json|README\.md|LICENSE|bin\/scan\.js|core\/cli\/watchdog_thread\.js)$/,
  /^docs\/([a-z_]+\.md|terminal\.svg)$/,
  /^plugins\/(sources|processors|sinks|observers|engines)\/[a-z_]+\/readme\.md$/,
  /^(plugins\/lib\/formats\/html|bin\/commands\/ui)\/page\/[a-z_]+\.(js|css)$/,
  /^dist\/(bin|core|plugins|configs|demo)\/[a-z0-9_/]+\.d\.ts$/,
  /^dist\/licenses\/kysely\.txt$/,
  /^dist\/(bin\/scan|(core|core\/testing|plugins|configs)\/mod|core\/kit|core\/config\/config_hooks|chunks\/[\w-]+)\.js(\.map)?$/,
];
const FORBIDDEN = /_test\.|\/test\/|fixture|bench|embedded_trivy\//;

/** What is in the package, and what is not. */
export const addContentsTests: AddTests = (test, packed) => {
  test("only what is compiled and what is to be read is in it: no test, no source, no Trivy", async () => {
    const files = await listFiles(packed().folder);
    assert.ok(files.length > 500, `only ${files.length} files`);
    assert.deepEqual(
      files.filter((file) => FORBIDDEN.test(file) || !ALLOWED.some((pattern) => pattern.test(file))),
      [],
    );
  });

  test("every source is there once: its types in a file of their own, its code in one of the chunks", async () => {
    const files = new Set(await listFiles(packed().folder));
    const bundled = (await loadMaps(packed().folder)).flatMap(({ paths }) => paths).sort();
    const compiled = bundled.filter((path) => !path.startsWith("node_modules/kysely/dist/esm/"));
    assert.notDeepEqual(compiled, bundled);
    // A second copy would be a second instance: of an error's class, or of what a module keeps.
    assert.deepEqual(compiled, [...new Set(compiled)]);
    const sources = await loadSources("bin", "core", "plugins", "configs", "demo");
    const untyped = sources.filter(({ path }) => !files.has(`dist/${path.replace(/\.ts$/, ".d.ts")}`));
    assert.deepEqual(untyped, []);
    const left = sources.filter(({ path }) => !compiled.includes(path));
    const lost = left.filter(({ text }) => hasCode(text)).map(({ path }) => path);
    assert.deepEqual(lost, []);
    assert.deepEqual(compiled.length + left.length, sources.length);
  });

  test("every map holds the sources that it points at", async () => {
    const maps = await loadMaps(packed().folder);
    const scripts = (await listFiles(packed().folder)).filter((file) => /^dist\/.*\.js$/.test(file));
    assert.deepEqual(maps.map(({ file }) => file).sort(), scripts.map((file) => `${file}.map`).sort());
    for (const { file, paths, sourcesContent } of maps) {
      const contents = await Promise.all(paths.map((path) => readFile(join(PROJECT, path), "utf8")));
      assert.deepEqual(sourcesContent, contents, file);
    }
  });

  test("what package.json names is there, and nothing of it was rewritten", async () => {
    const text = await readFile(join(packed().folder, "package.json"), "utf8");
    assert.equal(text, await readFile(join(PROJECT, "package.json"), "utf8"));
    const { exports, bin } = JSON.parse(text);
    const doors = [".", "./kit", "./plugins", "./configs", "./testing", "./schema.json", "./package.json"];
    assert.deepEqual(Object.keys(exports), doors);
    for (const target of [...Object.values<string>(exports), bin.scan, bin.hullscan]) {
      assert.ok(existsSync(join(packed().folder, target)), target);
    }
  });
};

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function loadMaps(folder: string) {
  const files = (await listFiles(folder)).filter((file) => file.endsWith(".map"));
  return Promise.all(
    files.map(async (file) => {
      const { sources, sourcesContent } = JSON.parse(await readFile(join(folder, file), "utf8"));
      const paths = (sources as string[]).map((source) => join(dirname(file), source));
      return { file, paths, sourcesContent };
    }),
  );
}

/** Whether a module is more than types and what it hands on from others. */
function hasCode(text: string): boolean {
  const { code } = transformSync(text, { loader: "ts" });
  return code.replace(/^(import|export) (\{[^}]*\}|\*) from "[^"]+";$/gm, "").trim() !== "";
}
