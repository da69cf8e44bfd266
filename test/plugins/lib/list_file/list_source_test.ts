import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { isScanError, type Plugin } from "#core/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { dockerfileList } from "#plugins/sources/dockerfile_list/mod.ts";
import { imageList } from "#plugins/sources/image_list/mod.ts";
import { parseOptions } from "#support/open_plugin.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** What the preflight of a list with some lines reports. */
async function check(plugin: Plugin, file: string, lines: readonly string[], { isThorough = true } = {}) {
  const reported: { facts: readonly string[]; foreseen: readonly string[] } = { facts: [], foreseen: [] };
  await inTempFolder(async (cwd) => {
    await mkdir(join(cwd, "app"));
    await writeFile(join(cwd, "app/Dockerfile"), "FROM scratch\n");
    await writeFile(join(cwd, file), lines.join("\n"));
    const context = testContext({ cwd });
    try {
      await plugin.definition.preflight?.(await parseOptions(plugin), context.forPreflight({ isThorough }));
    } finally {
      await context.close();
    }
    reported.facts = context.facts;
    reported.foreseen = context.foreseen.map(({ message }) => message);
  });
  return reported;
}

const checkDockerfiles = (lines: readonly string[], options?: { readonly isThorough: boolean }) =>
  check(dockerfileList(), "input_images_files.txt", lines, options);

test("a thorough preflight counts the targets of a list, and names those that will fail", async () => {
  const { facts, foreseen } = await checkDockerfiles(["# two", "app/Dockerfile", "gone/Dockerfile"]);
  assert.deepEqual(facts, ["input_images_files.txt names 2 Dockerfiles"]);
  assert.equal(foreseen.length, 1);
  assert.match(foreseen[0] ?? "", /gone\/Dockerfile/);
});

test("of many targets that will fail ten are named", async () => {
  const lines = Array.from({ length: 12 }, (_, index) => `gone_${index}/Dockerfile`);
  const { facts, foreseen } = await checkDockerfiles(lines);
  assert.equal(foreseen.length, 10);
  assert.deepEqual(facts, [
    "input_images_files.txt names 12 Dockerfiles",
    "12 lines of input_images_files.txt will fail; the first are named",
  ]);
});

for (const lines of [[], ["# none", "severity=4"], ["", "  "]]) {
  test(`a list without targets stops a run, and the preflight says so: ${JSON.stringify(lines)}`, async () => {
    for (const [plugin, file] of [
      [imageList(), "input_images.txt"],
      [dockerfileList(), "input_images_files.txt"],
    ] as const) {
      await assert.rejects(check(plugin, file, lines), (error) => {
        return isScanError(error) && error.code === "LIST_EMPTY" && error.usage && error.message.includes(`"${file}"`);
      });
      assert.deepEqual(await check(plugin, file, lines, { isThorough: false }), { facts: [], foreseen: [] });
    }
  });
}

test("a severity that is none is foreseen, with its line; one that another takes the place of is not", async () => {
  const { foreseen } = await checkDockerfiles(["app/Dockerfile", "severity=4", "severity=9"]);
  assert.deepEqual(foreseen, [
    'input_images_files.txt line 3: the severity "9" is neither 1 to 5 nor a name; level 4 is used (HIGH, CRITICAL)',
  ]);
  assert.deepEqual((await checkDockerfiles(["app/Dockerfile", "severity=9", "severity=high"])).foreseen, []);
});

test("each registry of a list is asked once", async () => {
  // Port 1 is nobody's.
  const lines = ["127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "No Reference"];
  const { facts, foreseen } = await check(imageList(), "input_images.txt", lines);
  assert.deepEqual(facts, ["input_images.txt names 3 images"]);
  assert.equal(foreseen.length, 2);
  assert.match(foreseen[0] ?? "", /^input_images.txt line 3: /);
  assert.match(foreseen[1] ?? "", /^Cannot reach the registry "127\.0\.0\.1:1"/);
});

test("before a run a preflight looks at none of that", async () => {
  const reported = await checkDockerfiles(["gone/Dockerfile"], { isThorough: false });
  assert.deepEqual(reported, { facts: [], foreseen: [] });
});

test.run();
