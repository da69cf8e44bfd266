/** Runs that are killed or interrupted, and go on later: through the program itself. */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import { type CliResult, type RunningCli, runCli, startCli } from "#support/cli.ts";
import { listHidden, writeConfig, writeImages } from "#support/quick_config.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function listBegun(cwd: string): Promise<readonly string[]> {
  return (await readFile(join(cwd, "begun.txt"), "utf8")).trim().split("\n");
}

async function loadSorted(cwd: string, stdout: string) {
  const report = await loadReport(cwd, stdout);
  return report.map(({ scan_timestamp: _, ...rest }) => rest).sort((a, b) => (a.image < b.image ? -1 : 1));
}

/** Kills a run at a random moment after it has begun to scan; undefined where it has ended before. */
async function killSomewhere({ child, ended, sees }: RunningCli): Promise<CliResult | undefined> {
  await sees("Scanning ");
  await delay(randomInt(80));
  child.kill("SIGKILL");
  const result = await ended;
  return result.code === null ? undefined : result;
}

test("kill -9 at ten random moments, --resume each time: every target once, as in a run that nobody killed", async () => {
  const images = Array.from({ length: 40 }, (_, index) => `${index % 10 === 9 ? "bad" : "app"}-${index}:1`);
  await inTempFolder(async (calm) => {
    await writeConfig(calm, { jobs: 2 });
    await writeImages(calm, images);
    const expected = await runCli([], { cwd: calm });
    assert.equal(expected.code, 4, expected.stderr);
    await inTempFolder(async (cwd) => {
      await writeConfig(cwd, { jobs: 2 });
      await writeImages(cwd, images);
      let kills = 0;
      let last: CliResult | undefined;
      for (; kills < 10 && last === undefined; kills += last ? 0 : 1) {
        last = await killSomewhere(startCli(["--resume"], { cwd }));
      }
      const { code, stdout, stderr } = last ?? (await runCli(["--resume"], { cwd }));
      assert.equal(code, 4, stderr);
      assert.deepEqual(await loadSorted(cwd, stdout), await loadSorted(calm, expected.stdout));
      assert.ok(kills > 2, `only ${kills} runs were killed`);
      // What was kept is not done again; what was in work, and what fails, is.
      const begun = (await listBegun(cwd)).filter((image) => image.startsWith("app"));
      assert.ok(begun.length <= 36 + 2 * kills, `${begun.length} scans for 36 images and ${kills} kills`);
      assert.deepEqual(await listHidden(cwd), []);
    });
  });
});

test("Ctrl-C: targets in work have, nothing begins, exit 130; --resume does the rest", async () => {
  await inTempFolder(async (cwd) => {
    await writeConfig(cwd);
    await writeImages(cwd, ["a:1", "gate:1", "b:1"]);
    const run = startCli([], { cwd });
    await run.sees("[1/3] ok a:1");
    run.child.kill("SIGINT");
    await run.sees("targets in work have");
    await writeFile(join(cwd, "open"), "");
    const stopped = await run.ended;
    assert.equal(stopped.code, 130, stopped.stderr);
    const partial = await loadSorted(cwd, stopped.stdout);
    assert.deepEqual(
      partial.map(({ image, error }) => [image, error]),
      [
        ["a:1", undefined],
        ["gate:1", undefined],
      ],
    );
    assert.match(
      stopped.stderr,
      /1 of 3 not reached\n {2}Finished results are saved\. Run the same command with --resume to continue/,
    );
    assert.equal((await listHidden(cwd)).length, 1);
    const { code, stdout, stderr } = await runCli(["--resume"], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /\[1\/3\] ok a:1 .* before\n/);
    assert.match(stderr, /3 targets: 3 scanned, 0 failed in .*, 2 from the resumed run/);
    assert.deepEqual(
      (await loadSorted(cwd, stdout)).map(({ image }) => image),
      ["a:1", "b:1", "gate:1"],
    );
    assert.deepEqual(await listBegun(cwd), ["a:1", "gate:1", "b:1"]);
    assert.deepEqual(await listHidden(cwd), []);
  });
});

test("a second Ctrl-C, or a grace of nothing, stops what is in work: it is reported as such, exit 130", async () => {
  await inTempFolder(async (cwd) => {
    await writeConfig(cwd);
    await writeImages(cwd, ["a:1", "gate:1", "b:1"]);
    for (const args of [
      ["--grace", "600"],
      ["--grace", "0", "--resume"],
    ]) {
      const run = startCli(args, { cwd });
      await run.sees("[1/3] ok a:1");
      run.child.kill("SIGTERM");
      await run.sees("interrupted");
      if (!args.includes("0")) run.child.kill("SIGINT");
      const { code, stdout, stderr } = await run.ended;
      assert.equal(code, 130, stderr);
      assert.deepEqual(
        (await loadSorted(cwd, stdout)).map(({ image, error }) => [image, error === undefined]),
        [
          ["a:1", true],
          ["gate:1", false],
        ],
      );
    }
    assert.deepEqual(await listBegun(cwd), ["a:1", "gate:1", "gate:1"]);
  });
});

test("--resume while the run is at work, or with another config: exit 2 and what to do", async () => {
  await inTempFolder(async (cwd) => {
    await writeConfig(cwd);
    await writeImages(cwd, ["a:1", "gate:1"]);
    const run = startCli([], { cwd });
    await run.sees("[1/2] ok a:1");
    const busy = await runCli(["--resume"], { cwd });
    assert.equal(busy.code, 2, busy.stderr);
    assert.match(busy.stderr, /is still running and writes .*\.journal/);
    run.child.kill("SIGKILL");
    await run.ended;
    await writeConfig(cwd, { level: 1 });
    const changed = await runCli(["--resume"], { cwd });
    assert.equal(changed.code, 2, changed.stderr);
    assert.match(changed.stderr, /the source 1 \(image_list\) of the pipeline "default" has changed since/);
    await writeConfig(cwd);
    await writeFile(join(cwd, "open"), "");
    const { code, stderr } = await runCli(["--resume"], { cwd });
    assert.equal(code, 0, stderr);
    assert.deepEqual(await listBegun(cwd), ["a:1", "gate:1", "gate:1"]);
  });
});

test.run();
