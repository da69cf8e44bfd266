/** Images that a call names itself: no list, no config. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

testWith(test, ["trivy"], "scan IMAGE and scan - make a report, and leave no list behind", async () => {
  const demo = await startDemoRegistry();
  const [image = "", other = ""] = demo.references;
  try {
    await inTempFolder(async (cwd) => {
      const TMPDIR = join(cwd, "tmp");
      await mkdir(TMPDIR);
      const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, TMPDIR };
      const named = await runCli([image, "--report", "csv", "--report", "html"], { cwd, env });
      assert.equal(named.code, 0, named.stderr);
      const report = await loadReport(cwd, named.stdout);
      assert.deepEqual(
        report.map((element) => element.image),
        [image],
      );
      assert.ok(report.flatMap(idsOf).length > 0);
      for (const file of ["scan.csv", "scan.html"]) {
        assert.ok((await readFile(join(cwd, file), "utf8")).includes(image), file);
      }
      const alone = await runCli(["-"], { cwd, env, input: `${image}\n` });
      assert.equal(alone.code, 0, alone.stderr);
      assert.deepEqual(
        (await loadReport(cwd, alone.stdout)).map((element) => element.image),
        [image],
      );

      const piped = await runCli(["-", image], { cwd, env, input: `# two of them\n${other}\n` });
      assert.equal(piped.code, 0, piped.stderr);
      const both = await loadReport(cwd, piped.stdout);
      assert.deepEqual(both.map((element) => element.image).sort(), [image, other].sort());

      const empty = await runCli(["-"], { cwd, env, input: "" });
      assert.equal(empty.code, 3, empty.stderr);
      assert.match(empty.stderr, /nothing to scan/i);

      const failed = await runCli([`${image}-not`], { cwd, env });
      assert.equal(failed.code, 4, failed.stderr);
      assert.deepEqual(
        (await readdir(TMPDIR)).filter((name) => name.startsWith("hullscan-list-")),
        [],
      );
    });
  } finally {
    await demo.close();
  }
});

test("a bare word is a pipeline's name: the message says how to name an image", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stderr } = await runCli(["xylophone"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /an image has a tag: "xylophone:latest"/);
  });
});

test("a word that is a command and an image is the command: the message says how to name the image", async () => {
  await inTempFolder(async (cwd) => {
    const behind = await runCli(["demo", "redis:7"], { cwd });
    assert.equal(behind.code, 2);
    assert.match(behind.stderr, /"demo" is a command; an image of that name is "demo:latest"/);
    for (const word of ["find", "convert"]) {
      const { code, stderr } = await runCli([word], { cwd });
      assert.equal(code, 2);
      assert.ok(stderr.includes(`"${word}" is a command; an image of that name is "${word}:latest"`), stderr);
      assert.ok(!stderr.includes("***"), stderr);
    }
    const checked = await runCli(["check", "redis:7"], { cwd });
    assert.equal(checked.code, 2);
    assert.match(checked.stderr, /There is no pipeline "redis:7".*; this takes names of pipelines, no images/);
  });
});

test("images go to the pipeline that is named with them, and only to one with a list of images", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stderr } = await runCli(["local", "nginx:1.27"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /nginx:1\.27 has no effect: the pipeline "local" of the config has no image_list/);
  });
});

test.run();
