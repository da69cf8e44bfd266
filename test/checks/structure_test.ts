import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "uvu";
import { listImports, loadSources } from "./sources.ts";

const LAYERS = ["core", "plugins", "configs", "bin"];
const MAX_LINES = 250;

function layerOf(path: string): number {
  return LAYERS.indexOf(path.split("/", 1)[0] ?? "");
}

test("imports go one way: bin -> configs -> plugins -> core", async () => {
  const sources = await loadSources(...LAYERS);
  assert.ok(sources.length > 100, `only ${sources.length} files were looked at`);
  const wrong = sources.flatMap((file) =>
    listImports(file)
      .filter((imported) => layerOf(imported) > layerOf(file.path) || imported.startsWith("test/"))
      .map((imported) => `${file.path} imports ${imported}`),
  );
  assert.deepEqual(wrong, []);
});

test("the model is plain data: it imports nothing but itself", async () => {
  const sources = (await loadSources("core")).filter(({ path }) => path.startsWith("core/model/"));
  assert.ok(sources.length > 5);
  const wrong = sources.flatMap(({ path, text }) => {
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
    const imported = [...code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
    return imported.filter((specifier) => !/^\.\/\w+\.ts$/.test(specifier)).map((one) => `${path} imports ${one}`);
  });
  assert.deepEqual(wrong, []);
});

test("a plugin uses what any plugin may: core through its mod.ts", async () => {
  const wrong = (await loadSources("plugins", "configs")).flatMap((file) =>
    listImports(file)
      .filter((imported) => imported.startsWith("core/") && imported !== "core/mod.ts")
      .map((imported) => `${file.path} imports ${imported}`),
  );
  assert.deepEqual(wrong, []);
});

test("a private file is imported from its own folder only", async () => {
  const sources = await loadSources(...LAYERS);
  const wrong = sources.flatMap((file) =>
    listImports(file)
      .filter((imported) => /\/_[^/]+\.ts$/.test(imported) && dirname(imported) !== dirname(file.path))
      .map((imported) => `${file.path} imports ${imported}`),
  );
  assert.deepEqual(wrong, []);
});

test("a mod.ts only re-exports, but for a plugin's own", async () => {
  const sources = await loadSources("core", "plugins", "configs");
  const mods = sources.filter(
    ({ path }) => path.endsWith("/mod.ts") && !/^plugins\/(sources|processors|sinks)\/[^_]/.test(path),
  );
  assert.ok(mods.length > 5);
  const code = mods.map(({ path, text }) => {
    const rest = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/export (type )?(\{[^}]*\}|\*) from "[^"]+";/g, "");
    return [path, rest.trim()];
  });
  assert.deepEqual(
    code.filter(([, rest]) => rest !== ""),
    [],
  );
});

test(`no file has more than ${MAX_LINES} lines`, async () => {
  const sources = await loadSources(...LAYERS, "test");
  const long = sources.filter(({ text }) => text.split("\n").length > MAX_LINES + 1);
  assert.deepEqual(
    long.map(({ path }) => path),
    [],
  );
});

test("every test file ends with test.run()", async () => {
  const tests = (await loadSources("test")).filter(({ path }) => path.endsWith("_test.ts"));
  assert.ok(tests.length > 20);
  assert.deepEqual(
    tests.filter(({ text }) => !/^\w+\.run\(\);\s*$/m.test(text)).map(({ path }) => path),
    [],
  );
});

test("every test stands where what it tests stands", async () => {
  const tests = (await loadSources("test")).map(({ path }) => path).filter((path) => path.endsWith("_test.ts"));
  const folders = new Set((await loadSources(...LAYERS)).map(({ path }) => dirname(path)));
  const astray = tests.filter(
    (path) =>
      !/^test\/(checks|cases|package|support)\//.test(path) && !folders.has(dirname(path).slice("test/".length)),
  );
  assert.deepEqual(astray, []);
});

test.run();
