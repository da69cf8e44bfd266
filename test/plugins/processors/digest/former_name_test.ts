import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { remote } from "#configs/remote.ts";
import { resolveConfig } from "#core/config/resolve.ts";
import type { PluginOptions } from "#core/config/resolve_plugins.ts";
import type { ScanError } from "#core/mod.ts";
import { catalog } from "#plugins/catalog.ts";
import { imageList } from "#plugins/mod.ts";
import type { DigestOptions } from "#plugins/processors/digest/options.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const WARNING = /digest: warn: The processor "resolve" is called "digest" now: write digest in the config/g;

for (const [file, text] of [
  [
    "scan.config.yaml",
    "pipelines:\n" +
      "  a: { sources: [image_list], processors: [{ resolve: { timeout: 9s } }] }\n" +
      "  b: { sources: [image_list], processors: [resolve] }\n" +
      "scanless: true\n",
  ],
  [
    "scan.config.ts",
    'import { imageList, resolve } from "hullscan/plugins";\n' +
      'export default { sources: [imageList()], processors: [resolve({ timeout: "9s" })], scanless: true };\n',
  ],
] as const)
  test(`a config that names digest by its former name works, with one warning for all pipelines: ${file}`, async () => {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "input_images.txt"), "localhost:1/app:1\n");
      await writeFile(join(cwd, file), text);
      const { code, stdout, stderr } = await runCli(["check"], { cwd });
      assert.equal(code, 4, `no registry is there: ${stderr}`);
      assert.match(stdout, /processor digest .*"timeout": ?"9s"/);
      assert.equal(stderr.match(WARNING)?.length, 1, stderr);
    });
  });

test("options that a call sets under the former name are those of digest, whichever the config uses", async () => {
  const resolveWith = (processor: string, pluginOptions: PluginOptions) =>
    resolveConfig({ sources: [imageList()], processors: [processor] } as never, {
      catalog,
      pluginOptions,
      flagOf: { "resolve.timeout": "--wait" },
    });
  for (const processor of ["digest", "resolve"]) {
    const { pipelines } = await resolveWith(processor, {
      resolve: { timeout: "9s", insecure: true },
      digest: { timeout: "8s" },
    });
    const { timeout, insecure } = pipelines[0]?.processors[0]?.options as DigestOptions;
    assert.deepEqual([timeout, insecure], ["8s", true]);
    await assert.rejects(resolveWith(processor, { resolve: { timeout: "soon" } }), ({ problems }: ScanError) => {
      assert.match(problems?.[0]?.message ?? "", /^--wait: must be a duration/);
      return true;
    });
  }
});

test("each former name in the catalog is one that its plugin knows: editors and warnings have it from there", async () => {
  const former = Object.values(catalog.former ?? {}).flatMap((names) => Object.entries(names));
  assert.ok(former.length > 0);
  for (const [name, load] of former) {
    const { definition } = (await load())({} as never);
    assert.deepEqual([definition.formerName, definition.formerNames?.includes(name)], [name, true]);
  }
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
