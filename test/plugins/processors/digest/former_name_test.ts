import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { remote } from "#configs/remote.ts";
import { resolveConfig } from "#core/config/resolve.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const WARNING = /digest: warn: The processor "resolve" is called "digest" now: write digest in the config/g;

for (const [file, text] of [
  ["scan.config.yaml", "sources: [image_list]\nprocessors: [{ resolve: { timeout: 9s } }]\nscanless: true\n"],
  [
    "scan.config.ts",
    'import { imageList, resolve } from "hullscan/plugins";\n' +
      'export default { sources: [imageList()], processors: [resolve({ timeout: "9s" })], scanless: true };\n',
  ],
] as const)
  test(`a config that names digest by its former name works, with one warning: ${file}`, async () => {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "input_images.txt"), "localhost:1/app:1\n");
      await writeFile(join(cwd, file), text);
      const { code, stdout, stderr } = await runCli(["check"], { cwd });
      assert.equal(code, 4, `no registry is there: ${stderr}`);
      assert.match(stdout, /processor digest .*"timeout": ?"9s"/);
      assert.equal(stderr.match(WARNING)?.length, 1, stderr);
    });
  });

test("the former name is not listed, nor suggested", async () => {
  const { stdout } = await runCli(["list"], { cwd: import.meta.dirname });
  assert.match(stdout, /digest/);
  assert.doesNotMatch(stdout, /resolve/);
});

test("remote({ resolve }) works as remote({ digest })", async () => {
  const optionsOf = async (options: Parameters<typeof remote>[0]) => {
    const { pipelines } = await resolveConfig({ pipelines: { remote: remote(options) } });
    return pipelines[0]?.processors.map((one) => [one.plugin.definition.name, one.options]);
  };
  assert.deepEqual(await optionsOf({ resolve: { timeout: "9s" } }), await optionsOf({ digest: { timeout: "9s" } }));
  assert.deepEqual(await optionsOf({ resolve: false }), await optionsOf({ digest: false }));
});

test.run();
