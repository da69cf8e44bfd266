import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { loadFactory, toPackageName } from "#core/config/load_factory.ts";
import { isPlugin } from "#core/kit.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** What is loaded under a name, in a folder with these files. */
async function load(files: Readonly<Record<string, string>>, name: string): Promise<string> {
  let told = "";
  await inTempFolder(async (cwd) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(cwd, path, ".."), { recursive: true });
      await writeFile(join(cwd, path), content);
    }
    const loaded = await loadFactory(name, { kind: "sink", cwd });
    if (loaded === undefined) told = "nothing";
    else if ("problem" in loaded) told = loaded.problem.replaceAll(cwd, "");
    else {
      const plugin = loaded.factory({});
      assert.ok(isPlugin(plugin));
      told = `the ${plugin.kind} ${plugin.definition.name}`;
    }
  });
  return told;
}

const HEAD = 'import { defineSink, defineSource } from "hullscan";\n';
const make = (name: string) => `defineSink({ name: "${name}", setup: () => ({}) })`;

test("loadFactory() takes the default export, or else the only factory of the kind", async () => {
  const both = `${HEAD}export const a = ${make("a")};\nexport default ${make("main")};`;
  assert.equal(await load({ "x.mjs": both }, "./x.mjs"), "the sink main");
  const two = `${HEAD}export const a = ${make("a")};\nexport const s = defineSource({ name: "s", setup: () => ({}) });`;
  assert.equal(await load({ "x.mjs": two }, "./x.mjs"), "the sink a");
  const named = `${HEAD}const a = ${make("a")};\nexport { a, a as b };`;
  assert.equal(await load({ "x.mjs": named }, "./x.mjs"), "the sink a");
});

test("loadFactory() says what it found instead", async () => {
  const several = `${HEAD}export const a = ${make("a")};\nexport const b = ${make("b")};`;
  assert.equal(
    await load({ "x.mjs": several }, "./x.mjs"),
    '"/x.mjs" exports several sinks: a, b; make one of them its default export',
  );
  assert.equal(
    await load({ "x.mjs": `${HEAD}export default ${make("a")}();` }, "./x.mjs"),
    '"/x.mjs" exports no sink, but default (a plugin that is made already); export the result of defineSink() as its default',
  );
  assert.match(await load({ "x.mjs": "" }, "./x.mjs"), /exports no sink, but nothing;/);
  assert.match(await load({ "x/mod.ts": "" }, "./x"), /"\/x" is not a file; name the plugin's module in it/);
  assert.match(await load({ "x.mjs": "throw new Error('at once');" }, "./x.mjs"), /cannot load "\/x\.mjs": at once/);
});

test("loadFactory() finds packages above the folder", async () => {
  const manifest = '{ "type": "module", "exports": "./main.js" }';
  const files = {
    "node_modules/hullscan-sink-my-own/package.json": manifest,
    "node_modules/hullscan-sink-my-own/main.js": `${HEAD}export default ${make("my_own")};`,
  };
  assert.equal(await load(files, "my_own"), "the sink my_own");
  assert.equal(await load(files, "hullscan-sink-my-own"), "the sink my_own");
  assert.equal(await load(files, "other"), "nothing");
  assert.match(await load(files, "hullscan-sink-other"), /is not installed in "" or above: npm install hullscan-sink-/);
  assert.match(
    await load({ ...files, "node_modules/hullscan-sink-my-own/main.js": 'import "gone";' }, "my_own"),
    /^cannot load the package "hullscan-sink-my-own" that is found from "": Cannot find package 'gone'/,
  );
});

test("toPackageName() takes names with a scope or our prefix as they are, and refuses what is none", () => {
  assert.equal(toPackageName("pager", "sink"), "hullscan-sink-pager");
  assert.equal(toPackageName("my_pager", "source"), "hullscan-source-my-pager");
  assert.equal(toPackageName("@acme/pager", "sink"), "@acme/pager");
  assert.equal(toPackageName("hullscan-sink-a_b", "sink"), "hullscan-sink-a_b");
  for (const name of ["toString", "a b", "@acme", "@acme/../x", "fs/promises"]) {
    assert.equal(toPackageName(name, "sink"), undefined, name);
  }
});

test.run();
