/** A package that somebody else has published, a file and our own, by name, through the real command line. */
import assert from "node:assert/strict";
import { copyFile, cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type CliResult, runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const EXAMPLE = join(import.meta.dirname, "../fixtures/hullscan-sink-example");

/** A source in TypeScript, outside of any package, that imports hullscan by its name. */
const SOURCE = join(import.meta.dirname, "fixtures/two.ts");

async function inProject(work: (folder: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    await mkdir(join(folder, "node_modules"));
    await cp(EXAMPLE, join(folder, "node_modules/hullscan-sink-example"), { recursive: true });
    await copyFile(SOURCE, join(folder, "two.ts"));
    await work(folder);
  });
}

async function scan(cwd: string, args: readonly string[], config?: string): Promise<CliResult> {
  if (config !== undefined) await writeFile(join(cwd, "scan.config.yaml"), `scanless: true\n${config}`);
  return runCli(args, { cwd });
}

test("a YAML config names a package beside it, with options, and a file", async () => {
  await inProject(async (folder) => {
    const config = "sources: [./two.ts]\nsinks:\n  - example: { file: out.txt }\n  - stdout_filename\n";
    const { code, stdout, stderr } = await scan(folder, [], config);
    assert.equal(code, 0, stderr);
    assert.equal(await readFile(join(folder, "out.txt"), "utf8"), "done image:a:1\ndone image:b:2\n");
    assert.equal(stdout, "out.txt\n");
  });
});

test("names are looked for from the config's folder, those of --sink from the current one", async () => {
  await inProject(async (folder) => {
    const other = join(folder, "other");
    await mkdir(other);
    await writeFile(
      join(other, "own.mjs"),
      (await readFile(join(EXAMPLE, "index.js"), "utf8")).replace("example.txt", "own.txt"),
    );
    await writeFile(
      join(folder, "scan.config.json"),
      '{ "sources": ["./two.ts"], "sinks": ["hullscan-sink-example"], "scanless": true }',
    );
    const { code, stderr } = await scan(other, ["--config", "../scan.config.json", "--sink", "./own.mjs"]);
    assert.equal(code, 0, stderr);
    // Both write beside the config: relative paths in options start there.
    for (const file of ["example.txt", "own.txt"]) {
      assert.equal((await readFile(join(folder, file), "utf8")).split("\n").length, 3, file);
    }
  });
});

test("a package that is linked from elsewhere works like one that is installed", async () => {
  await inTempFolder(async (folder) => {
    await mkdir(join(folder, "node_modules"));
    await symlink(EXAMPLE, join(folder, "node_modules/hullscan-sink-example"));
    await copyFile(SOURCE, join(folder, "two.ts"));
    const { code, stderr } = await scan(folder, ["--sink", "example"], "sources: [./two.ts]\n");
    assert.equal(code, 0, stderr);
    assert.match(await readFile(join(folder, "example.txt"), "utf8"), /b:2/);
  });
});

test("scan check and scan dtr take --sink, too", async () => {
  await inProject(async (folder) => {
    const check = await scan(folder, ["check", "--offline", "--sink", "example"], "sources: [./two.ts]\n");
    assert.equal(check.code, 0, check.stderr);
    assert.match(check.stdout, /sink +example \{"file":"example\.txt"\}/);
    const dtr = await scan(folder, ["dtr", "--url", "https://127.0.0.1:9", "--sink", "./gone.ts"]);
    assert.equal(dtr.code, 2);
    assert.ok(dtr.stderr.includes(`--sink[0]: there is no file "${folder}/gone.ts"`), dtr.stderr);
  });
});

test("a package that has another hullscan beside it gets that one, and is refused where the contract is newer", async () => {
  await inProject(async (folder) => {
    // No such hullscan has been released yet.
    const newer = `
const mark = { [Symbol.for("hullscan.plugin")]: 2, kind: "sink" };
export const defineSink = (definition) => Object.assign((options) => ({ ...mark, definition, options }), mark);
`;
    await mkdir(join(folder, "node_modules/hullscan"));
    await writeFile(join(folder, "node_modules/hullscan/package.json"), '{ "type": "module", "exports": "./mod.js" }');
    await writeFile(join(folder, "node_modules/hullscan/mod.js"), newer);
    const { code, stderr } = await scan(folder, [], "sources: [./two.ts]\nsinks: [example]\n");
    assert.equal(code, 2, stderr);
    assert.match(stderr, /version 2 of the plugin contract, and this hullscan has version 1: upgrade hullscan/);
  });
});

test("what is wrong with plugins that are named is told at once, with place, file and package", async () => {
  await inProject(async (folder) => {
    const newer = "export default { [Symbol.for('hullscan.plugin')]: 2, kind: 'sink' };";
    await writeFile(join(folder, "node_modules/hullscan-sink-example/index.js"), "export const example = 1;");
    await writeFile(
      join(folder, "newer.js"),
      `${newer}\n`.replace("export default ", "export default Object.assign(() => {}, ").replace("};", "});"),
    );
    await writeFile(join(folder, "broken.ts"), "export default {;");
    const sinks = [
      "example",
      "./gone.ts",
      "./two.ts",
      "./newer.js",
      "./broken.ts",
      "@acme/pager",
      "grouped_jsn",
      "two.ts",
    ];
    const { code, stderr } = await scan(
      folder,
      ["--sink", "./gone.js"],
      `sources: [./two.ts]\nsinks: ${JSON.stringify(sinks)}\n`,
    );
    assert.equal(code, 2, stderr);
    const lines = stderr.split("\n");
    const expected = [
      `  - sinks[0]: the package "hullscan-sink-example" (${folder}/node_modules/hullscan-sink-example/index.js) exports no sink, but example (number); export the result of defineSink() as its default`,
      `  - sinks[1]: there is no file "${folder}/gone.ts"`,
      `  - sinks[2]: "${folder}/two.ts" exports no sink, but two (a source); export the result of defineSink() as its default`,
      `  - sinks[3]: "${folder}/newer.js" cannot be used: it was made for version 2 of the plugin contract, and this hullscan has version 1: upgrade hullscan`,
      `  - sinks[5]: the package "@acme/pager" is not installed in "${folder}" or above: npm install @acme/pager`,
      `  - --sink[0]: there is no file "${folder}/gone.js"`,
    ];
    for (const line of expected) assert.ok(lines.includes(line), `${line}\nis not in\n${stderr}`);
    assert.match(stderr, /sinks\[4\]: cannot load ".*broken\.ts": .*broken\.ts:1:\d+: ERROR: /);
    assert.match(
      stderr,
      /sinks\[6\]: there is no sink "grouped_jsn" and no package [\s\S]{0,500}Did you mean "grouped_json"\?/,
    );
    assert.match(
      stderr,
      /sinks\[7\]: there is no sink "two\.ts" and no package [\s\S]{0,500}Did you mean "\.\/two\.ts"\?/,
    );
  });
});

test.run();
