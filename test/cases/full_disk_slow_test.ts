/** Disks that are full while something is written: the journal, the report, the cache of results. */
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { writeCountingTrivy } from "#support/counting_trivy.ts";
import { testWith } from "#support/needs.ts";
import { listHidden, writeConfig, writeImages } from "#support/quick_config.ts";
import { loadReport } from "#support/report.ts";
import { mountSmallDisk, type SmallDisk } from "#support/small_disk.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const IMAGES = Array.from({ length: 12 }, (_, index) => `app-${index}:1`);

async function withDisk(kilobytes: number, work: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const disk = mountSmallDisk(kilobytes);
  try {
    await work(disk);
  } finally {
    disk.close();
  }
}

testWith(
  test,
  ["tmpfs"],
  "no space for the journal: exit 3, the earlier report as it was, and --resume when there is space",
  () =>
    withDisk(256, async (disk) => {
      const cwd = disk.folder;
      await writeConfig(cwd, { report: { file: "report.json" }, bytes: 10_000 });
      await writeImages(cwd, IMAGES);
      await writeFile(join(cwd, "report.json"), "the earlier one");
      const full = await runCli([], { cwd });
      assert.equal(full.code, 3, full.stderr);
      assert.match(full.stderr, /Cannot write ".*\.journal": no space left/);
      assert.equal(full.stdout, "");
      assert.equal(await readFile(join(cwd, "report.json"), "utf8"), "the earlier one");
      assert.equal((await listHidden(cwd)).length, 1);
      disk.grow(4096);
      const { code, stdout, stderr } = await runCli(["--resume"], { cwd });
      assert.equal(code, 0, stderr);
      assert.match(stderr, /Resuming the run of .*: [1-9]\d* of \d+ targets are through/);
      assert.equal((await loadReport(cwd, stdout)).length, 12);
      assert.deepEqual(await listHidden(cwd), []);
    }),
);

testWith(
  test,
  ["tmpfs"],
  "no space for the report: exit 3, the earlier report as it was and nothing beside it, and --resume when there is space",
  () =>
    withDisk(64, (disk) =>
      inTempFolder(async (cwd) => {
        const path = join(disk.folder, "report.json");
        await writeConfig(cwd, { report: { file: path }, bytes: 10_000 });
        await writeImages(cwd, IMAGES);
        await writeFile(path, "the earlier one");
        const full = await runCli([], { cwd });
        assert.equal(full.code, 3, full.stderr);
        assert.match(full.stderr, /Cannot write ".*report\.json": no space left/);
        assert.match(full.stderr, /Run the same command with --resume to continue/);
        assert.equal(full.stdout, "");
        assert.equal(await readFile(path, "utf8"), "the earlier one");
        assert.deepEqual(await readdir(disk.folder), ["report.json"]);
        disk.grow(4096);
        const { code, stdout, stderr } = await runCli(["--resume"], { cwd });
        assert.equal(code, 0, stderr);
        assert.equal(stdout, `${path}\n`);
        assert.equal(JSON.parse(await readFile(path, "utf8")).length, IMAGES.length);
        assert.deepEqual(await listHidden(cwd), []);
      }),
    ),
);

testWith(
  test,
  ["tmpfs", "trivy"],
  "no space for the cache of results: exit 3, and yet the report has every result; later these images are scanned again",
  () =>
    withDisk(8192, (disk) =>
      inTempFolder(async (cwd) => {
        const demo = await startDemoRegistry();
        const images = demo.references.slice(0, 2);
        try {
          const counting = await writeCountingTrivy(cwd);
          // So that Trivy itself writes nothing into the cache folder.
          const trivy = { cacheDir: join(disk.folder, "cache"), parallel: "memory" };
          const config = {
            sources: ["image_list"],
            processors: ["digest", { trivy }],
            jobs: 2,
            sinks: ["grouped_json", "stdout_filename"],
          };
          await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
          await writeFile(join(cwd, "input_images.txt"), `severity=1\n${images.join("\n")}\n`);
          const env = { TRIVY_BINARY: counting.path, TRIVY_DB_REPOSITORY: demo.dbRepository };
          async function run(...flags: readonly string[]) {
            const before = (await counting.listScans()).length;
            const result = await runCli(flags, { cwd, env });
            const report = await loadReport(cwd, result.stdout);
            assert.ok(report.every(({ error }) => error === undefined));
            assert.equal(report.length, images.length);
            return { ...result, scans: (await counting.listScans()).length - before };
          }

          const earlier = await run("--no-cache");
          assert.equal(earlier.code, 0, earlier.stderr);
          const text = await readFile(join(cwd, earlier.stdout.trim()), "utf8");
          const free = disk.fill();
          const full = await run();
          assert.equal(full.code, 3, full.stderr);
          assert.equal(full.stderr.match(/warn: Results cannot be kept in ".*": no space left/g)?.length, 1);
          assert.match(full.stderr, /Cannot keep all results in the result store ".*results": no space left/);
          assert.match(full.stderr, /Free some space/);
          assert.doesNotMatch(full.stderr, /--resume/);
          assert.deepEqual(await listHidden(cwd), []);
          assert.equal(await readFile(join(cwd, earlier.stdout.trim()), "utf8"), text);

          free();
          const again = await run();
          assert.deepEqual([again.code, again.scans], [0, images.length], again.stderr);
          const last = await run();
          assert.deepEqual([last.code, last.scans], [0, 0], last.stderr);
        } finally {
          await demo.close();
        }
      }),
    ),
);

test.run();
