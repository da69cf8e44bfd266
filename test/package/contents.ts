import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadSources } from "../checks/sources.ts";
import { type AddTests, PROJECT } from "./support/pack.ts";

const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|bin\/scan\.js)$/,
  /^docs\/[a-z_]+\.md$/,
  /^plugins\/(sources|processors|sinks)\/[a-z_]+\/readme\.md$/,
  /^dist\/(bin|core|plugins|configs)\/[a-z0-9_/]+\.(js|js\.map|d\.ts)$/,
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

  test("every source is there as JavaScript, with its types and its map", async () => {
    const files = new Set(await listFiles(packed().folder));
    const stems = (await loadSources("bin", "core", "plugins", "configs")).map(({ path }) => path.replace(/\.ts$/, ""));
    const expected = stems.flatMap((stem) => [".js", ".js.map", ".d.ts"].map((ending) => `dist/${stem}${ending}`));
    assert.deepEqual(
      expected.filter((file) => !files.has(file)),
      [],
    );
  });

  test("every map holds the sources that it points at", async () => {
    const maps = (await listFiles(packed().folder)).filter((file) => file.endsWith(".map"));
    for (const file of maps) {
      const { sources, sourcesContent } = JSON.parse(await readFile(join(packed().folder, file), "utf8"));
      const original = file.replace(/^dist\//, "").replace(/\.js\.map$/, ".ts");
      const paths = (sources as string[]).map((source) => join(dirname(file), source));
      assert.ok(paths.includes(original), file);
      // The start of the command is one file of many.
      assert.ok(paths.length === 1 || original === "bin/scan.ts", file);
      const contents = await Promise.all(paths.map((path) => readFile(join(PROJECT, path), "utf8")));
      assert.deepEqual(sourcesContent, contents, file);
    }
  });

  test("what package.json names is there, and nothing of it was rewritten", async () => {
    const text = await readFile(join(packed().folder, "package.json"), "utf8");
    assert.equal(text, await readFile(join(PROJECT, "package.json"), "utf8"));
    const { exports, bin } = JSON.parse(text);
    assert.deepEqual(Object.keys(exports), [".", "./plugins", "./configs", "./testing", "./package.json"]);
    for (const target of [...Object.values<string>(exports), bin.scan]) {
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
