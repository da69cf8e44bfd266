/** Reports that are more than a process can hold: they cost their own image, and no other one. */
import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { listHidden } from "#support/quick_config.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "../plugins/processors/trivy/support/db_files.ts";
import { fakeTrivy } from "../plugins/processors/trivy/support/fake_trivy.ts";

/** A Trivy that finds `LARGE_COUNT` times `LARGE_FINDING` in the image "debian-app", and one thing in all others. */
const BODY = `
if (args[0] !== "image") process.exit(0);
const image = args.at(-1);
const one = { VulnerabilityID: "CVE-2024-1", PkgName: "p", Severity: "HIGH" };
const large = () => JSON.parse(fs.readFileSync(path.join(path.dirname(__dirname), "large.json"), "utf8"));
const { count, finding } = /debian-app/.test(image) ? large() : { count: 1, finding: one };
fs.writeSync(1, JSON.stringify({ SchemaVersion: 2, ArtifactName: image, ArtifactType: "container_image" }).slice(0, -1));
fs.writeSync(1, ',"Results":[{"Target":"x","Class":"os-pkgs","Type":"debian","Vulnerabilities":[');
const text = JSON.stringify(finding);
for (let written = 0; written < count; written += 1000) {
  const few = Math.min(1000, count - written);
  fs.writeSync(1, (written > 0 ? "," : "") + Array(few).fill(text).join(","));
}
fs.writeSync(1, "]}]}");
`;

const CONFIG = `
import { existsSync } from "node:fs";
import { defineConfig, defineSink } from "hullscan";
import { groupedJson, imageList, stdoutFilename, trivy } from "hullscan/plugins";
const fragile = defineSink({
  name: "fragile",
  setup: (_options, { cwd }) => ({
    write({ target }) {
      if (existsSync(cwd + "/break") && target.image.includes("alpine-app")) throw new Error("broken");
    },
  }),
});
export default defineConfig({
  sources: [imageList()],
  processors: [trivy({ binary: "bin/trivy", offline: true, parallel: "isolated" })],
  jobs: 1,
  sinks: [groupedJson(), fragile(), stdoutFilename()],
});
`;

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
      await fakeTrivy({ folder: join(cwd, "bin"), body: BODY });
      await writeFile(join(cwd, "large.json"), JSON.stringify(large));
      await writeFile(join(cwd, "scan.config.ts"), CONFIG);
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
