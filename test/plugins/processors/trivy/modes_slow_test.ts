import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import type { Finding } from "#core/model/mod.ts";
import { findProcesses } from "#support/processes.ts";
import { writeDb } from "./support/db_files.ts";
import { type RealBench, scanImage, testWithTrivy } from "./support/real_trivy.ts";

const MODES = ["server", "memory", "isolated", "serial"] as const;

/** Scans images two at a time, and gives the findings of each. */
async function scanAll(images: readonly string[], bench: RealBench, parallel: (typeof MODES)[number]) {
  const hooks = await bench.open({ parallel });
  const found: Record<string, readonly Finding[]> = {};
  const queue = [...images];
  const lane = async () => {
    for (let image = queue.shift(); image !== undefined; image = queue.shift()) {
      found[image] = await scanImage(image, { ...bench, hooks });
    }
  };
  await Promise.all([lane(), lane()]);
  await hooks.dispose?.();
  return found;
}

testWithTrivy("the findings are the same in every mode, and nothing is left running", async (bench) => {
  const cacheDir = join(bench.folder, ".trivy_cache");
  await writeDb(cacheDir);
  const results = [];
  for (const mode of MODES) results.push(await scanAll(bench.demo.references, bench, mode));
  const [first, ...rest] = results;
  assert.equal(Object.keys(first ?? {}).length, 4);
  for (const findings of Object.values(first ?? {})) assert.ok(findings.length > 0);
  for (const result of rest) assert.deepEqual(result, first);
  assert.deepEqual((await readdir(cacheDir)).sort(), ["db", "server-0"]);
  assert.deepEqual(await findProcesses(cacheDir), []);
});

testWithTrivy("a server that is killed in the middle costs no image", async (bench) => {
  const cacheDir = join(bench.folder, ".trivy_cache");
  await writeDb(cacheDir);
  const hooks = await bench.open({ parallel: "server" });
  const [debian = "", , node = ""] = bench.demo.references;
  assert.ok((await scanImage(debian, { ...bench, hooks })).length > 0);
  const [pid, ...more] = await findProcesses(`${join(cacheDir, "server-0")}\0--no-progress`);
  assert.ok(pid !== undefined && more.length === 0);
  process.kill(pid, "SIGKILL");
  const findings = await Promise.all([node, debian].map((image) => scanImage(image, { ...bench, hooks })));
  assert.ok(findings.every((found) => found.length > 0));
  assert.ok(bench.context.logs.some((line) => line.startsWith("warn: Restarting Trivy's server")));
});

test.run();
