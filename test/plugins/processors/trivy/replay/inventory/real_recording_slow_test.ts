import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import type { ScanData, ScanRecord } from "#core/model/mod.ts";
import type { ProcessorHooks } from "#core/plugin/mod.ts";
import { sampleImages } from "#demo/sample_images.ts";
import type { TrivyInput } from "#plugins/processors/trivy/mod.ts";
import { trivyOptions } from "#plugins/processors/trivy/options.ts";
import { capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { toResults } from "#plugins/processors/trivy/replay/to_results.ts";
import { readScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import { openCache } from "#plugins/processors/trivy/scan/open_cache.ts";
import { openImageInventory } from "#plugins/processors/trivy/scan/open_image_inventory.ts";
import { findProcesses } from "#support/processes.ts";
import { writeDb } from "../../support/db_files.ts";
import { type RealBench, testWithTrivy } from "../../support/real_trivy.ts";
import { startTappedServer } from "../../support/tapped_server.ts";

/** An image of the demo's registry, as it is looked up. */
function recordOf(image: string): ScanRecord {
  const sample = sampleImages().find(({ repository }) => image.includes(`/${repository}:`));
  assert.ok(sample);
  const { digest } = sample.image.manifest;
  const target = { id: image, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "test" } } as const;
  return {
    target,
    data: { image: { reference: image.replace(/:[^:/]+$/, `@${digest}`), digest, source: "registry" } },
  };
}

async function scan(record: ScanRecord, bench: RealBench & { hooks: ProcessorHooks }): Promise<Partial<ScanData>> {
  const patch = await bench.hooks.process(record, bench.context.forTarget(record.target));
  assert.ok(patch !== undefined && "findings" in patch);
  return patch;
}

/** Opens what a run has kept, as the next one will. */
async function openKept({ context, folder, binary }: RealBench) {
  const options = trivyOptions.parse({ parallel: "server" });
  const program = { path: binary, capabilities: capabilitiesOfVersion("0.68.2") };
  const cacheDir = join(folder, ".trivy_cache");
  const parts = { store: openCache(options, context.ctx), program, cacheDir, mode: "server" } as const;
  const inventory = await openImageInventory(options, context.ctx, parts);
  assert.ok(inventory);
  return inventory;
}

testWithTrivy("each image that a run scans can be asked for again, by what was recorded of it", async (bench) => {
  const cacheDir = join(bench.folder, ".trivy_cache");
  await writeDb(cacheDir);
  const hooks = await bench.open({ parallel: "server" });
  const records = bench.demo.references.map(recordOf);
  const patches = await Promise.all(records.map((record) => scan(record, { ...bench, hooks })));
  await hooks.dispose?.();
  const inventory = await openKept(bench);
  const server = await startTappedServer(bench.binary, join(cacheDir, "server-0"));
  try {
    for (const [index, record] of records.entries()) {
      const entry = await inventory.open(record);
      const kept = await entry?.load();
      const unkept = bench.context.logs.find((line) =>
        line.includes(`"${record.data.image?.reference}" is scanned again`),
      );
      assert.ok(kept !== undefined, unkept);
      for (const id of kept.blobIds) assert.ok(await entry?.loadBlob(id), `the layer ${id}`);
      assert.ok(await entry?.loadArtifact(kept.artifactId));
      const response = await fetch(`${server.url}/twirp/trivy.scanner.v1.Scanner/Scan`, {
        method: "POST",
        headers: { "content-type": "application/protobuf", "trivy-token": server.token },
        body: kept.request,
      });
      assert.equal(response.status, 200);
      const answer = readScanAnswer(new Uint8Array(await response.arrayBuffer()));
      const results = toResults(answer, {
        severities: ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"],
        ignoreUnfixed: false,
      });
      const found = results.flatMap(({ Vulnerabilities, Secrets }) => [...Vulnerabilities, ...Secrets]);
      assert.ok(found.length > 0);
      assert.equal(found.length, patches[index]?.findings?.length);
    }
  } finally {
    await server.stop();
  }
});

testWithTrivy("the findings are those of scans that nobody listens to", async (bench) => {
  await writeDb(join(bench.folder, ".trivy_cache"));
  const found = [];
  for (const parallel of ["server", "memory"] as const) {
    const hooks = await bench.open({ parallel, cache: parallel === "server" });
    found.push(
      await Promise.all(
        bench.demo.references.map(async (image) => (await scan(recordOf(image), { ...bench, hooks })).findings),
      ),
    );
    await hooks.dispose?.();
  }
  assert.deepEqual(found[0], found[1]);
});

testWithTrivy("what is not recorded is said, once, with the reason", async (bench) => {
  await writeDb(join(bench.folder, ".trivy_cache"));
  const settings: readonly (readonly [TrivyInput, string])[] = [
    [{ parallel: "memory" }, "Trivy scans without a server"],
    [
      { parallel: "server", scanners: ["vuln", "license"] },
      'scanners has "license", which depends on more than the database',
    ],
    [{ parallel: "server", cache: false }, "no results are kept"],
  ];
  for (const [options, reason] of settings) {
    const { logs } = bench.context;
    const before = logs.length;
    const hooks = await bench.open(options);
    await scan(recordOf(bench.demo.references[0] ?? ""), { ...bench, hooks });
    await hooks.dispose?.();
    const lines = logs.slice(before).filter((line) => line.includes("each image is scanned again"));
    assert.deepEqual(lines, [`debug: After a new database, each image is scanned again: ${reason}`]);
  }
});

testWithTrivy("a server that is killed in the middle costs no recording", async (bench) => {
  const cacheDir = join(bench.folder, ".trivy_cache");
  await writeDb(cacheDir);
  const hooks = await bench.open({ parallel: "server" });
  const [first, ...others] = bench.demo.references.map(recordOf);
  assert.ok(first);
  await scan(first, { ...bench, hooks });
  const [pid, ...more] = await findProcesses(`${join(cacheDir, "server-0")}\0--no-progress`);
  assert.ok(pid !== undefined && more.length === 0);
  process.kill(pid, "SIGKILL");
  await Promise.all(others.map((record) => scan(record, { ...bench, hooks })));
  await hooks.dispose?.();
  const inventory = await openKept(bench);
  for (const record of [first, ...others]) assert.ok(await (await inventory.open(record))?.load(), record.target.id);
});

testWithTrivy("a scan that is interrupted keeps nothing", async (bench) => {
  await writeDb(join(bench.folder, ".trivy_cache"));
  const hooks = await bench.open({ parallel: "server" });
  const record = recordOf(bench.demo.references[0] ?? "");
  const controller = new AbortController();
  const scanning = hooks.process(record, { ...bench.context.forTarget(record.target), signal: controller.signal });
  controller.abort();
  await assert.rejects(Promise.resolve(scanning));
  await hooks.dispose?.();
  const inventory = await openKept(bench);
  assert.equal(await (await inventory.open(record))?.load(), undefined);
});

test.run();
