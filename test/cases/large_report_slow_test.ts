/** Reports that are more than a process can hold: they cost their own image, and no other one. */
import assert from "node:assert/strict";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { listHidden } from "#support/quick_config.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "../plugins/processors/trivy/support/db_files.ts";
import { fakeTrivy } from "../plugins/processors/trivy/support/fake_trivy.ts";

const FIXTURES = join(import.meta.dirname, "fixtures/large_report");

/** What is found in the first image. */
interface Large {
  readonly count: number;
  readonly finding: unknown;
}

async function withLarge(large: Large, work: (cwd: string, images: readonly string[]) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  try {
    await inTempFolder(async (cwd) => {
      await writeDb(join(cwd, ".trivy_cache"));
      await fakeTrivy({ folder: join(cwd, "bin"), body: await readFile(join(FIXTURES, "trivy.js"), "utf8") });
      await writeFile(join(cwd, "large.json"), JSON.stringify(large));
      await copyFile(join(FIXTURES, "scan.config.ts"), join(cwd, "scan.config.ts"));
      await writeFile(join(cwd, "input_images.txt"), demo.references.join("\n"));
      await work(cwd, demo.references);
    });
  } finally {
    await demo.close();
  }
}

const SMALL_HEAP = { NODE_OPTIONS: "--max-old-space-size=200" };
const FINDING = { VulnerabilityID: "CVE-2024-1", PkgName: "p", Severity: "HIGH" };

async function expectOneLost(cwd: string, args: readonly string[], count: number): Promise<void> {
  const { code, stdout, stderr } = await runCli(args, { cwd, env: SMALL_HEAP });
  assert.equal(code, 4, stderr);
  const report = await loadReport(cwd, stdout);
  assert.equal(report.length, count);
  const [lost, ...more] = report.filter(({ error }) => error !== undefined);
  assert.deepEqual(more, []);
  assert.match(lost?.image ?? "", /debian-app/);
  assert.match(lost?.error ?? "", /report is larger than this process can hold/);
  assert.match(stderr, /--max-old-space-size/);
}

test("a report of 400,000 findings costs its own image where the heap is small, and the process goes on", () =>
  withLarge({ count: 400_000, finding: FINDING }, async (cwd, images) => {
    await expectOneLost(cwd, [], images.length);
  }));

test("so does one that is short on the disk and long in memory", () =>
  withLarge({ count: 400_000, finding: {} }, async (cwd, images) => {
    await expectOneLost(cwd, [], images.length);
  }));

test("a result that a run with a larger heap has kept is scanned again by one that cannot hold it", () =>
  withLarge({ count: 75_000, finding: { ...FINDING, Title: "t".repeat(300) } }, async (cwd, images) => {
    await writeFile(join(cwd, "break"), "");
    const broken = await runCli([], { cwd });
    assert.equal(broken.code, 3, broken.stderr);
    assert.equal((await listHidden(cwd)).length, 1);
    await rm(join(cwd, "break"));
    await expectOneLost(cwd, ["--resume"], images.length);
  }));

test("as much as the limits allow is held by the heap that they are made for", () =>
  withLarge({ count: 30_000, finding: { ...FINDING, Description: "d".repeat(500) } }, async (cwd, images) => {
    const { code, stdout, stderr } = await runCli([], { cwd, env: SMALL_HEAP });
    assert.equal(code, 0, stderr);
    assert.equal((await loadReport(cwd, stdout)).length, images.length);
  }));

test.run();
