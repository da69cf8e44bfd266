/** `--dry-run`: what a run would scan, what it knows already, and what is missing. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { withDemo } from "#support/with_demo.ts";

async function list(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true }).catch(() => [])).sort();
}

testWith(
  test,
  ["trivy"],
  "a dry run counts what is unchanged and names what is missing; it changes nothing",
  async () => {
    await withDemo(async (demo, cwd) => {
      const env = { TRIVY_DB_REPOSITORY: demo.dbRepository };
      const images = join(cwd, "input_images.txt");
      const [first = "", second = ""] = demo.references;
      const missing = first.replace(/:[^:]*$/, ":gone");
      await writeFile(images, `${first}\n`);
      const before = await list(cwd);
      const dryRun = () => runCli(["--mode", "remote", "--dry-run"], { cwd, env });
      const fresh = await dryRun();
      assert.equal(fresh.code, 0, fresh.stderr);
      assert.match(
        fresh.stderr,
        /Results of earlier runs will not hold: the vulnerability database: there is none yet/,
      );
      assert.match(fresh.stderr, /1 target: 1 would be scanned; nothing was done/);
      assert.deepEqual(await list(cwd), before);

      const run = await runCli(["--mode", "remote"], { cwd, env });
      assert.equal(run.code, 0, run.stderr);
      await writeFile(images, `${first}\n${second}\n${missing}\n`);
      const there = await list(cwd);
      const known = await dryRun();
      assert.equal(known.code, 4, known.stderr);
      assert.match(known.stderr, /unchanged \S+ {2}results of \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
      assert.match(known.stderr, /would scan \S+ {2}scan with Trivy at HIGH,CRITICAL/);
      assert.match(known.stderr, /failed \S+:gone {2}IMAGE_NOT_FOUND/);
      assert.match(known.stderr, /3 targets: 1 would be scanned, 1 unchanged, 1 would fail; nothing was done/);
      assert.deepEqual(await list(cwd), there);

      const others = await runCli(["--mode", "remote", "--dry-run", "--no-cache"], { cwd, env });
      assert.match(others.stderr, /2 would be scanned, 1 would fail/);
      await writeFile(images, `severity=1\n${first}\n`);
      assert.match((await dryRun()).stderr, /1 target: 1 would be scanned;/);
    });
  },
);

test.run();
