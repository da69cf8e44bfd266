import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { test } from "uvu";
import { parse } from "yaml";
import { defaultConfig } from "#configs/default.ts";
import { CONFIG_FORMATS } from "#core/cli/composition.ts";
import { buildConfigSchema } from "#core/config/build_config_schema.ts";
import { listCatalog } from "#core/config/catalog.ts";
import { loadConfig } from "#core/config/load.ts";
import { type BoundPlugin, type ResolvedConfig, resolveConfig } from "#core/config/mod.ts";
import { catalog } from "#plugins/catalog.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** What a config comes to, in data. */
function toData({ pipelines }: ResolvedConfig): unknown {
  const data = pipelines.map(({ name, jobs, sources, processors, sinks }) => {
    const plugins: readonly BoundPlugin[] = [...sources, ...processors, ...sinks];
    return [name, jobs, plugins.map(({ plugin, options }) => [plugin.definition.name, options])];
  });
  // An option that is undefined and one that is not there are the same.
  return JSON.parse(JSON.stringify(data));
}

test("scan init --yes writes a config and a list, and says what comes next", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout, stderr } = await runCli(["init", "--yes"], { cwd });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual((await readdir(cwd)).sort(), ["input_images.txt", "scan.config.yaml"]);
    assert.match(
      stdout,
      /^Wrote scan.config.yaml\nWrote input_images.txt\n\nNext:\n {2}Write .*input_images.txt.*\n {2}scan check\n {2}scan --mode remote\n$/,
    );
  });
});

for (const format of CONFIG_FORMATS) {
  test(`scan init --format ${format} sets up the pipelines of the built-in config as they are`, async () => {
    await inTempFolder(async (cwd) => {
      const { code, stderr } = await runCli(["init", "--format", format, "--pipelines", "remote,local,dtr"], { cwd });
      assert.deepEqual([code, stderr], [0, ""]);
      const written = ["input_images.txt", "input_images_files.txt", "namespaces.yaml", `scan.config.${format}`];
      assert.deepEqual((await readdir(cwd)).sort(), written);
      const { config } = await loadConfig({ env: {}, cwd, fallback: {} });
      const expected = await resolveConfig(defaultConfig, { catalog, cwd });
      assert.deepEqual(toData(await resolveConfig(config, { catalog, cwd })), toData(expected));
    });
  });
}

test("what scan init writes as YAML and JSON is what the schema for editors takes", async () => {
  const isValid = new Ajv({ formats: { uri: true } }).compile(buildConfigSchema(await listCatalog(catalog)));
  for (const format of ["yaml", "json"]) {
    await inTempFolder(async (cwd) => {
      await runCli(["init", "--format", format, "--pipelines", "remote,local,dtr"], { cwd });
      const config = parse(await readFile(join(cwd, `scan.config.${format}`), "utf8"));
      assert.ok(isValid(config), JSON.stringify(isValid.errors));
    });
  }
});

test("scan init writes TypeScript beside a tsconfig.json", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "tsconfig.json"), "{}");
    const { code } = await runCli(["init", "--yes"], { cwd });
    assert.equal(code, 0);
    assert.match(await readFile(join(cwd, "scan.config.ts"), "utf8"), /^import \{ defineConfig \} from "hullscan";/);
  });
});

test("scan init leaves a config alone that is there, in any form, and names it", async () => {
  const places = [
    ["scan.config.mjs", "not even a config"],
    ["package.json", '{ "scan": {} }'],
  ] as const;
  for (const [name, text] of places) {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, name), text);
      const { code, stderr } = await runCli(["init", "--yes"], { cwd });
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`There is a config here already: ${name}.*\n.*Nothing was written`));
      assert.deepEqual(await readdir(cwd), [name]);
      assert.equal(await readFile(join(cwd, name), "utf8"), text);
    });
  }
});

test("scan init keeps a list that is there", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "input_images.txt"), "nginx:1.27\n");
    await writeFile(join(cwd, "package.json"), "{}");
    const { code, stdout } = await runCli(["init", "--yes"], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^Kept input_images.txt, which is there already$/m);
    assert.equal(await readFile(join(cwd, "input_images.txt"), "utf8"), "nginx:1.27\n");
  });
});

test("scan init in a folder that takes no file says so", async () => {
  const { code, stderr } = await runCli(["init", "--yes"], { cwd: "/proc" });
  assert.equal(code, 2);
  assert.match(stderr, /^scan: Cannot write "\/proc\/scan.config.yaml": /);
});

test("scan init tells of a mistyped pipeline which was meant, and writes nothing", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stderr } = await runCli(["init", "--pipelines", "remote,locla"], { cwd });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /There is no pipeline "locla" to set up \(there are remote, local, dtr\); did you mean "local"\?/,
    );
    assert.deepEqual(await readdir(cwd), []);
  });
});

test("a list that scan init has written, and nobody has filled, is told of by name", async () => {
  await inTempFolder(async (cwd) => {
    await runCli(["init", "--yes"], { cwd });
    const { code, stderr } = await runCli(["--mode", "remote", "--dry-run"], { cwd });
    assert.equal(code, 3);
    assert.match(stderr, /input_images.txt names no target yet/);
    assert.match(stderr, /There is nothing to scan/);
  });
});

test.run();
