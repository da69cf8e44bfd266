/** A second run of the same images: what has not changed is not scanned again. */
import assert from "node:assert/strict";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { sampleImages } from "#demo/sample_images.ts";
import type { TrivyInput } from "#plugins/processors/trivy/mod.ts";
import { runCli } from "#support/cli.ts";
import { type CountingTrivy, writeCountingTrivy } from "#support/counting_trivy.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport, type ReportElement } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { checksBundle } from "../plugins/processors/trivy/support/config_samples.ts";

interface Bench {
  readonly cwd: string;
  readonly demo: DemoRegistry;
  readonly counting: CountingTrivy;
}

interface Ran {
  readonly report: readonly ReportElement[];
  readonly stderr: string;
  /** How Trivy was called in this run. */
  readonly calls: readonly string[];
  readonly scans: readonly string[];
}

interface RunsOptions {
  /** How many of the demo's images: each scan is a start of the embedded Trivy, which takes seconds. @default {1} */
  readonly images?: number;
  /** By default one without a server, which is a start more. */
  readonly trivy?: TrivyInput;
}

/** Registers a test with images of the demo in a list, and a real Trivy that is counted. */
function testRuns(name: string, work: (bench: Bench) => Promise<void>, options: RunsOptions = {}) {
  const { images = 1, trivy = { parallel: "memory" } } = options;
  testWith(test, ["trivy"], name, async () => {
    const all = await startDemoRegistry();
    const demo = { ...all, references: all.references.slice(0, images) };
    try {
      await inTempFolder(async (cwd) => {
        const config = {
          pipelines: { remote: { sources: ["image_list"], processors: ["digest", { trivy }], jobs: 2 } },
          sinks: [{ grouped_json: { details: true } }, "stdout_filename"],
        };
        await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
        await writeList(cwd, demo, 1);
        await work({ cwd, demo, counting: await writeCountingTrivy(cwd) });
      });
    } finally {
      await demo.close();
    }
  });
}

function writeList(cwd: string, demo: DemoRegistry, severity: number): Promise<void> {
  return writeFile(join(cwd, "input_images.txt"), `severity=${severity}\n${demo.references.join("\n")}\n`);
}

async function run({ cwd, demo, counting }: Bench, ...flags: readonly string[]): Promise<Ran> {
  const before = { calls: await counting.listCalls(), scans: await counting.listScans() };
  const env = {
    TRIVY_BINARY: counting.path,
    TRIVY_DB_REPOSITORY: demo.dbRepository,
    TRIVY_CHECKS_BUNDLE_REPOSITORY: `${demo.registry.host}/trivy-checks:1`,
    PATH: `${counting.dockerFolder}:${process.env.PATH}`,
  };
  const { code, stdout, stderr } = await runCli(["remote", ...flags], { cwd, env });
  assert.equal(code, 0, stderr);
  return {
    report: await loadReport(cwd, stdout),
    stderr,
    calls: (await counting.listCalls()).slice(before.calls.length),
    scans: (await counting.listScans()).slice(before.scans.length),
  };
}

/** What was found in each image. */
function foundIn(report: readonly ReportElement[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(report.map((element) => [element.image, idsOf(element)]));
}

/** Makes the database look as it will tomorrow. */
async function letDatabaseAge(cwd: string): Promise<void> {
  const path = join(cwd, ".trivy_cache/db/metadata.json");
  const past = new Date(Date.now() - 2 * 86_400_000).toISOString();
  const metadata = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...metadata, NextUpdate: past, DownloadedAt: past }));
}

/** How often layers of the images were fetched: Trivy does so to analyse one that it does not know. */
function countLayers({ demo }: Bench): number {
  const layers = sampleImages().flatMap(({ image }) => image.blobs.slice(1).map(({ digest }) => digest));
  return demo.registry.requests.filter(({ path }) => layers.some((digest) => path.endsWith(digest))).length;
}

async function listContent(cwd: string): Promise<readonly string[]> {
  const folder = join(cwd, ".trivy_cache/results/content-v2");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

testRuns(
  "nothing has changed: neither Trivy nor Docker is started, and every image has the findings that it had",
  async (bench) => {
    const { cwd, demo } = bench;
    const images = demo.references.length;
    const first = await run(bench);
    assert.equal(first.scans.length, images);
    assert.doesNotMatch(first.stderr, /cache/);

    const second = await run(bench);
    assert.deepEqual(second.calls, []);
    assert.deepEqual(foundIn(second.report), foundIn(first.report));
    assert.notDeepEqual(Object.values(foundIn(second.report)).flat(), []);
    assert.match(second.stderr, new RegExp(`${images} scanned, 0 failed in .*, ${images} cached`));
    assert.equal(second.stderr.match(/^\[\d\/\d\] ok .* cached$/gm)?.length, images, second.stderr);
    for (const { scan_details } of second.report) {
      const details = scan_details as Record<string, unknown>;
      assert.equal(details.cached, true);
      assert.match(String(details.cache_key), /^[0-9a-f]{64}$/);
      assert.match(String(details.scanned_at), /\+00:00$/);
    }

    const results = join(cwd, ".trivy_cache/results");
    assert.equal((await stat(results)).mode & 0o777, 0o700);
    for (const path of await listContent(cwd)) assert.equal((await stat(path)).mode & 0o777, 0o600, path);

    const third = await run(bench, "--no-cache");
    assert.equal(third.scans.length, images);
    assert.doesNotMatch(third.stderr, /cache/);
  },
  { images: 2 },
);

testRuns(
  "a newer database, or another severity level: all is scanned again, from layers that Trivy knows",
  async (bench) => {
    const { cwd, demo } = bench;
    const images = demo.references.length;
    const first = await run(bench);
    const layers = countLayers(bench);
    assert.ok(layers > 0);

    const db = sampleVulnerabilityDb({ updatedAt: new Date(Date.now() + 1000) });
    demo.registry.add("trivy-db", "2", sampleDbArtifact(db));
    await letDatabaseAge(cwd);
    const second = await run(bench);
    assert.equal(second.scans.length, images, second.stderr);
    assert.deepEqual(foundIn(second.report), foundIn(first.report));

    await writeList(cwd, demo, 5);
    const third = await run(bench);
    assert.equal(third.scans.length, images);
    assert.notDeepEqual(foundIn(third.report), foundIn(first.report));
    assert.equal(countLayers(bench), layers);
    const fourth = await run(bench);
    assert.deepEqual(fourth.calls, []);
    assert.deepEqual(foundIn(fourth.report), foundIn(third.report));
  },
  { trivy: {} },
);

testRuns(
  "a tag that is moved, a result with a flipped byte: these images are scanned again, no others",
  async (bench) => {
    const { cwd, demo } = bench;
    const first = await run(bench);
    for (const path of await listContent(cwd)) {
      const bytes = await readFile(path);
      const middle = Math.floor(bytes.length / 2);
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(path, bytes);
    }
    const second = await run(bench);
    assert.deepEqual([...second.scans].sort(), [...first.scans].sort());
    assert.deepEqual(foundIn(second.report), foundIn(first.report));
    assert.match(second.stderr, /warn: A result kept in ".*" is damaged and not used \(EINTEGRITY\)/);

    const third = await run(bench);
    assert.deepEqual(third.calls, []);
    assert.deepEqual(foundIn(third.report), foundIn(first.report));

    // To what another name has: that is known. And to something new.
    const [moved = ""] = demo.references;
    const [, repository = "", tag = ""] = /\/(.+):(.+)$/.exec(moved) ?? [];
    const [, known] = sampleImages();
    assert.ok(known);
    demo.registry.add(repository, tag, known.image);
    const fourth = await run(bench);
    assert.deepEqual(fourth.scans, []);
    assert.deepEqual(foundIn(fourth.report)[moved], foundIn(first.report)[demo.references[1] ?? ""]);
    demo.registry.add(repository, tag, ociImage({ layers: [alpineLayer(), { "etc/news": "" }] }));
    const fifth = await run(bench);
    assert.equal(fifth.scans.length, 1);
  },
  { images: 2 },
);

testRuns("two runs at the same moment share what they keep", async (bench) => {
  const images = bench.demo.references.length;
  const [left, right] = await Promise.all([run(bench, "--output-dir", "left"), run(bench, "--output-dir", "right")]);
  assert.deepEqual(foundIn(left.report), foundIn(right.report));
  const third = await run(bench);
  assert.deepEqual(third.calls, []);
  assert.equal(third.report.length, images);
  assert.deepEqual(foundIn(third.report), foundIn(left.report));
});

testRuns("an image that cannot be scanned is not kept, and is tried again", async (bench) => {
  const { demo, cwd, counting } = bench;
  const env = { TRIVY_BINARY: counting.path, TRIVY_DB_REPOSITORY: demo.dbRepository };
  // Its digest can be had, the image itself cannot.
  demo.registry.setIntercept(({ method, path }) =>
    method === "GET" && path.includes("/demo/") ? { status: 404 } : undefined,
  );
  const broken = await runCli(["remote"], { cwd, env });
  assert.equal(broken.code, 4, broken.stderr);
  demo.registry.setIntercept(undefined);
  const mended = await run(bench);
  assert.equal(mended.scans.length, demo.references.length);
});

testRuns(
  "with checks for misconfigurations, too, a second run starts no Trivy; with other checks all is scanned again",
  async (bench) => {
    const { demo, cwd } = bench;
    demo.registry.add("trivy-checks", "1", checksBundle());
    const first = await run(bench);
    assert.equal(first.scans.length, demo.references.length);
    const second = await run(bench);
    assert.deepEqual(second.calls, []);
    assert.deepEqual(foundIn(second.report), foundIn(first.report));

    await rm(join(cwd, ".trivy_cache/policy"), { recursive: true });
    demo.registry.add("trivy-checks", "1", checksBundle("2"));
    const third = await run(bench);
    assert.equal(third.scans.length, demo.references.length);
  },
  { trivy: { parallel: "memory", scanners: ["vuln", "misconfig"] } },
);

test.run();
