import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stopCoverage } from "node:v8";
import { test } from "uvu";
import { loadConfig } from "#core/config/load.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { loadFailure } from "./support/load_failure.ts";

const fallback = { pipelines: {} };
const env = {};

async function load(cwd: string, files: Readonly<Record<string, string>>, file?: string) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(cwd, name, ".."), { recursive: true });
    await writeFile(join(cwd, name), content);
  }
  return loadConfig({ cwd, env, fallback, file });
}

test("loadConfig() gives the built-in config where there is no file", async () => {
  await inTempFolder(async (cwd) => {
    const loaded = await load(cwd, { "package.json": "{}" });
    assert.deepEqual(loaded, { config: fallback, path: "built-in", cwd });
  });
});

test("loadConfig() finds a config in each of its forms, in the current folder", async () => {
  const forms = {
    "scan.config.ts": "const jobs: number = 3;\nexport default { jobs };",
    "scan.config.mts": "export default { jobs: 3 as number };",
    "scan.config.mjs": "export default { jobs: 3 };",
    "scan.config.json": '{ "jobs": 3 }',
    "scan.config.yaml": "jobs: 3\n",
    "scan.config.yml": "jobs: 3\n",
    "package.json": '{ "name": "x", "scan": { "jobs": 3 } }',
  };
  for (const [name, content] of Object.entries(forms)) {
    await inTempFolder(async (cwd) => {
      const loaded = await load(cwd, { [name]: content });
      const { source: _, ...rest } = loaded;
      assert.deepEqual(rest, { config: { jobs: 3 }, path: name, cwd }, name);
    });
  }
});

test("loadConfig() loads TypeScript that imports TypeScript, and shares our modules with it", async () => {
  await inTempFolder(async (cwd) => {
    const core = new URL("../../../core/mod.ts", import.meta.url).href;
    const { config } = await load(cwd, {
      "scan.config.ts": `import { ScanError } from "${core}"; import { jobs } from "./lib/jobs.ts"; export default { jobs, ScanError };`,
      "lib/jobs.ts": "export const jobs: number = 5;",
    });
    const { ScanError: ours } = await import("#core/mod.ts");
    assert.equal(config.jobs, 5);
    assert.equal((config as { ScanError?: unknown }).ScanError, ours);
  });
});

test("loadConfig() needs no package.json beside a config, and hullscan means this program everywhere", async () => {
  for (const name of ["scan.config.ts", "scan.config.js", "scan.config.mjs"]) {
    await inTempFolder(async (cwd) => {
      const content = 'import { ScanError } from "hullscan";\nexport default { jobs: 1, ScanError };\n';
      const { config } = await load(cwd, { [name]: content });
      const { ScanError: ours } = await import("#core/mod.ts");
      assert.equal((config as { ScanError?: unknown }).ScanError, ours, name);
    });
  }
});

test("loadConfig() calls a config that is a function", async () => {
  await inTempFolder(async (cwd) => {
    const content = "export default async ({ cwd }) => ({ outputDir: cwd + '/out' });";
    const { config } = await load(cwd, { "scan.config.mjs": content });
    assert.equal(config.outputDir, `${cwd}/out`);
  });
});

test("loadConfig() takes the folder of a named file as the one that paths start from", async () => {
  await inTempFolder(async (cwd) => {
    const name = "deep/er/my.config.yaml";
    const { source: _, ...loaded } = await load(cwd, { [name]: "jobs: 1" }, name);
    assert.deepEqual(loaded, { config: { jobs: 1 }, path: "deep/er/my.config.yaml", cwd: join(cwd, "deep/er") });
  });
});

test("loadConfig() says in one line what is wrong with a file, and where", async () => {
  const cases = [
    ["scan.config.ts", "export default {\n  jobs: 3,,\n};", /scan\.config\.ts: .*scan\.config\.ts:2:10: ERROR: /],
    ["scan.config.mjs", "export default {,};", /scan\.config\.mjs: Unexpected token/],
    ["scan.config.ts", 'throw new Error("no such team");', /scan\.config\.ts: no such team$/],
    ["scan.config.ts", "export default () => { throw new Error('no token'); };", /its function threw: no token$/],
    ["scan.config.ts", "", /scan\.config\.ts: it is empty$/],
    ["scan.config.ts", "// soon", /scan\.config\.ts: it has no default export; expected `export default defineConfig/],
    ["scan.config.ts", "export const config = {};", /it has no default export/],
    ["scan.config.ts", "export default 5;", /it holds 5; expected/],
    ["scan.config.ts", "export default () => [];", /it holds a list; expected/],
    ["scan.config.ts", "export default null;", /it holds null; expected/],
    ["scan.config.ts", 'import "./gone.ts"; export default {};', /scan\.config\.ts: Cannot find module .*gone\.ts/],
    ["scan.config.json", '{ "jobs": 1,\n}', /scan\.config\.json: there is nothing after the comma/],
    ["scan.config.json", '{ "sources": ["image_list"], }', /scan\.config\.json: there is nothing after the comma/],
    ["scan.config.json", '{ "jobs": 1 }}', /scan\.config\.json: the file goes on after its end/],
    ["package.json", '{ "scan": { "jobs": 1, }, }', /package\.json: there is nothing after the comma/],
    ["scan.config.json", "", /scan\.config\.json: it is empty$/],
    ["scan.config.yaml", "jobs: [1\nx: 2", /scan\.config\.yaml: Flow sequence in block collection must be/],
    ["scan.config.yaml", "# nothing\n", /scan\.config\.yaml: it is empty$/],
  ] as const;
  for (const [name, content, expected] of cases) {
    await inTempFolder(async (cwd) => {
      const error = await loadFailure(load(cwd, { [name]: content }));
      assert.equal(error.code, "CONFIG_LOAD");
      assert.match(error.message, expected, `${name}: ${content}`);
      assert.ok(!error.message.includes("\n"));
    });
  }
});

test("loadConfig() says when a named file is not there, or is of no known kind", async () => {
  await inTempFolder(async (cwd) => {
    assert.match(
      (await loadFailure(load(cwd, {}, "my.config.ts"))).message,
      /There is no config file "my\.config\.ts"$/,
    );
    assert.equal((await loadFailure(load(cwd, {}, "gone.yaml"))).code, "CONFIG_NOT_FOUND");
    assert.equal((await loadFailure(load(cwd, { "a.toml": "x=1" }, "a.toml"))).code, "CONFIG_LOAD");
    await mkdir(join(cwd, "folder.yaml"));
    assert.equal((await loadFailure(load(cwd, {}, "folder.yaml"))).code, "CONFIG_LOAD");
  });
});

// A module that tsx has taken for CommonJS has a data: URL as its name, with which the report of coverage ends in an error.
test.after(() => stopCoverage());

test.run();
