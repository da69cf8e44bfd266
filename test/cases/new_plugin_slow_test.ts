/** `scan new` from the sources: what it writes passes its tests untouched, and works by its path. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("scan new && npm test: a plugin of each kind passes its test, and a scan runs with all five", async () => {
  await inTempFolder(async (cwd) => {
    for (const kind of ["source", "processor", "sink", "observer", "engine"]) {
      const { code, stdout, stderr } = await runCli(["new", kind, "pager"], { cwd });
      assert.equal(code, 0, stderr);
      assert.match(stdout, new RegExp(`^Wrote the ${kind} "pager" into hullscan-${kind}-pager: `));
      const tested = npmTest(join(cwd, `hullscan-${kind}-pager`));
      assert.equal(tested.status, 0, tested.stdout + tested.stderr);
      assert.match(tested.stdout, /pass 3\b/);
    }
    const config = {
      sources: [{ "./hullscan-source-pager/mod.ts": { images: ["a:1", "b:nightly"] } }],
      processors: [{ "./hullscan-processor-pager/mod.ts": { skipTag: "nightly" } }],
      observers: [{ "./hullscan-observer-pager/mod.ts": { limit: 1 } }],
      engine: { "./hullscan-engine-pager/mod.ts": { limitMs: 60_000 } },
      scanless: true,
    };
    await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
    const { code, stderr } = await runCli(["--sink", "./hullscan-sink-pager/mod.ts"], { cwd });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /a:1: done[\s\S]*b:nightly: skipped[\s\S]*2 outcomes logged, 0 targets failed/);
  });
});

test("what scan new cannot do is told with exit code 2, and the test of a broken plugin fails", async () => {
  await inTempFolder(async (cwd) => {
    const known = await runCli(["new", "sink", "grouped_json"], { cwd });
    assert.equal(known.code, 2);
    assert.match(known.stderr, /"grouped_json" means something in hullscan already/);

    assert.equal((await runCli(["new", "sink", "pager", "--dir", "mine"], { cwd })).code, 0);
    const again = await runCli(["new", "sink", "other", "--dir", "mine"], { cwd });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /There is a file ".*mine\/.gitignore" already\n {2}Nothing was written/);

    await writeFile(join(cwd, "mine/readme.md"), "Nothing yet");
    const { status, stdout } = npmTest(join(cwd, "mine"));
    assert.notEqual(status, 0);
    assert.match(stdout, /readme: it does not name the option `failedOnly`/);
  });
});

function npmTest(cwd: string) {
  const { PATH = "", HOME = "" } = process.env;
  return spawnSync("npm", ["test", "--offline"], { cwd, encoding: "utf8", env: { PATH, HOME } });
}

test.run();
