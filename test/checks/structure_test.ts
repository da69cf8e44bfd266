import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "uvu";
import { findCircles, listArrows } from "./arrows.ts";
import { findUndeclaredReads } from "./data_keys.ts";
import { findUpward, LAYERS } from "./layers.ts";
import { listImports, loadSources, type SourceFile } from "./sources.ts";

const FOLDERS = (LAYERS[""] ?? []).join(" ").split(" ");
const DOORS = ["core/mod.ts", "core/kit.ts"];
const MAX_LINES = 250;

const sources = await loadSources(...FOLDERS);

/** Says which imports of some files are not allowed. */
function listWrong(isWrong: (file: string, imported: string) => boolean): readonly string[] {
  return sources.flatMap((file) =>
    listImports(file)
      .filter((imported) => isWrong(file.path, imported))
      .map((imported) => `${file.path} imports ${imported}`),
  );
}

test("no folder and no file is in a circle of imports, at any depth", () => {
  assert.ok(sources.length > 500, `only ${sources.length} files were looked at`);
  assert.deepEqual(findCircles(listArrows(sources)), []);
});

test("imports between layers go down, and nothing imports a test", () => {
  assert.deepEqual(findUpward(listArrows(sources)), []);
  assert.deepEqual(
    listWrong((_file, imported) => imported.startsWith("test/")),
    [],
  );
});

test("an arrow that is turned is found", () => {
  const turn = (path: string, imported: string): readonly SourceFile[] => [
    ...sources.filter((source) => source.path !== path),
    { path, text: `${sources.find((source) => source.path === path)?.text}\nimport "${imported}";` },
  ];
  const findAll = (turned: readonly SourceFile[]) => [
    ...findCircles(listArrows(turned)),
    ...findUpward(listArrows(turned)),
  ];
  const [model, lib, program] = [
    findAll(turn("core/model/mod.ts", "../plugin/mod.ts")),
    findAll(turn("plugins/lib/scanning/shared_scans.ts", "../../processors/trivy/options.ts")),
    findAll(turn("plugins/processors/trivy/program/program.ts", "../scan/scanner.ts")),
  ];
  assert.ok(model.includes("core/model/mod.ts imports core/plugin/mod.ts: model is not above plugin"));
  assert.ok(
    lib.includes(
      "plugins/lib/scanning/shared_scans.ts imports plugins/processors/trivy/options.ts: lib is not above processors",
    ),
  );
  assert.ok(
    program.includes(
      "plugins/processors/trivy/program/program.ts imports plugins/processors/trivy/scan/scanner.ts: program is not above scan",
    ),
  );
  for (const found of [model, lib, program]) assert.ok(found.some((text) => text.endsWith("are in a circle")));
});

test("the model is plain data: it imports nothing but itself", () => {
  const model = sources.filter(({ path }) => path.startsWith("core/model/"));
  assert.ok(model.length > 5);
  const wrong = model.flatMap(({ path, text }) => {
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
    const imported = [...code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
    return imported.filter((specifier) => !/^\.\/\w+\.ts$/.test(specifier)).map((one) => `${path} imports ${one}`);
  });
  assert.deepEqual(wrong, []);
});

test("plugins, presets and demo use the doors of core, and no other file of it", () => {
  const wrong = listWrong(
    (file, imported) =>
      /^(plugins|configs|demo)\//.test(file) && imported.startsWith("core/") && !DOORS.includes(imported),
  );
  assert.deepEqual(wrong, []);
});

test("a plugin uses plugins/lib and its own folder; of another plugin, no more than its mod.ts", () => {
  const pluginOf = (path: string) => /^plugins\/(?!lib\/)\w+\/\w+/.exec(path)?.[0];
  const wrong = listWrong((file, imported) => {
    const [own, other] = [pluginOf(file), pluginOf(imported)];
    return own !== undefined && other !== undefined && own !== other && imported !== `${other}/mod.ts`;
  });
  assert.deepEqual(wrong, []);
});

test("whoever reads what another plugin says of a target imports its declaration", () => {
  assert.deepEqual(findUndeclaredReads(sources), []);
});

test("a read without the import of its declaration is found", () => {
  const path = "plugins/processors/other/mod.ts";
  const [review, image] = ["plugins/lib/clients/dtr/dtr_data.ts", "plugins/lib/scanning/image_data.ts"];
  for (const [key, file, text] of [
    ["dtr", review, "const tag = ({ data }: ScanRecord) => data.dtr?.tag;"],
    ["unresolved", image, "const failureOf = ({ data: { unresolved } }: ScanRecord) => unresolved;"],
    ["unresolved", image, "const { unresolved } = record.data;"],
  ] as const) {
    const found = findUndeclaredReads([...sources, { path, text }]);
    assert.deepEqual(found, [`${path} reads "${key}", and does not import ${file}`]);
    const declared = `import type {} from "../../../${file}";\n${text}`;
    assert.deepEqual(findUndeclaredReads([...sources, { path, text: declared }]), []);
  }
});

test("a private file is imported from its own folder only", () => {
  const wrong = listWrong((file, imported) => /\/_[^/]+\.ts$/.test(imported) && dirname(imported) !== dirname(file));
  assert.deepEqual(wrong, []);
});

test("a mod.ts only re-exports, but for a plugin's own", () => {
  const mods = sources.filter(({ path }) => path.endsWith("/mod.ts") && !/^(bin\/|plugins\/(?!lib\/)\w+\/)/.test(path));
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
  const long = [...sources, ...(await loadSources("test"))].filter(
    ({ text }) => text.split("\n").length > MAX_LINES + 1,
  );
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
  const folders = new Set(sources.map(({ path }) => dirname(path)));
  const astray = tests.filter(
    (path) =>
      !/^test\/(checks|cases|package|support)\//.test(path) && !folders.has(dirname(path).slice("test/".length)),
  );
  assert.deepEqual(astray, []);
});

test.run();
