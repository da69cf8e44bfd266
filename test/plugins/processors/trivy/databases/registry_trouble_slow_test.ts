import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import type { Intercept } from "#demo/registry/mod.ts";
import { createRegistry } from "#plugins/lib/clients/registry/mod.ts";
import { type PrepareOptions, prepareDatabases } from "#plugins/processors/trivy/databases/prepare_databases.ts";
import { trivyOptions } from "#plugins/processors/trivy/options.ts";
import { diagnoseImage } from "#plugins/processors/trivy/program/failure/diagnose.ts";
import { loadProgram } from "#plugins/processors/trivy/program/load_program.ts";
import { createRunFolder } from "#plugins/processors/trivy/program/run_folder.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "../support/db_files.ts";

interface Bench {
  readonly demo: DemoRegistry;
  readonly cacheDir: string;
  readonly logs: readonly string[];
  readonly options: PrepareOptions;
}

function testWithRegistry(name: string, work: (bench: Bench) => Promise<void>): void {
  testWith(test, ["trivy"], name, () =>
    inTempFolder(async (cacheDir) => {
      const demo = await startDemoRegistry();
      const { ctx, logs, close } = testContext({ cwd: cacheDir });
      const folder = await createRunFolder();
      try {
        const options: PrepareOptions = {
          program: await loadProgram(trivyOptions.parse({ binary: findEngine("trivy") }), ctx, folder),
          cacheDir,
          repositories: { vulnerability: [demo.dbRepository.replace(/:2$/, "")], Java: [] },
          offline: false,
          log: ctx.log,
          signal: ctx.signal,
          rateLimitWaitsMs: [1, 1, 1],
          diagnose: (reference) => diagnoseImage(reference, createRegistry({ ...ctx, env: {} })),
          now: () => new Date(),
        };
        await work({ demo, cacheDir, logs, options });
      } finally {
        await folder.remove();
        await close();
        await demo.close();
      }
    }),
  );
}

/** One status for each time that Trivy asks for the manifest; our own look at why it failed gets the same answer. */
function answerManifests(statuses: readonly number[]): Intercept {
  const left = [...statuses];
  let current: number | undefined;
  return ({ path, headers }) => {
    if (!path.includes("/manifests/")) return undefined;
    if (!/^(?:undici|node)/.test(headers["user-agent"] ?? "")) current = left.shift();
    return current === undefined ? undefined : { status: current };
  };
}

testWithRegistry("a registry that answers 429 twice, then 503, and then serves is waited for", async (bench) => {
  bench.demo.registry.setIntercept(answerManifests([429, 429, 503]));
  await prepareDatabases(bench.options);
  const waits = bench.logs.filter((line) => line.includes("rate limit is reached"));
  assert.equal(waits.length, 2, bench.logs.join("\n"));
  assert.ok((await readFile(join(bench.cacheDir, "db", "trivy.db"))).length > 10_000);
});

testWithRegistry("a database that arrives cut off leaves the old one in use, with a warning", async (bench) => {
  await writeDb(bench.cacheDir, { ageHours: 48 });
  const before = await readFile(join(bench.cacheDir, "db", "metadata.json"));
  bench.demo.registry.setIntercept(({ path }) => (path.includes("/blobs/") ? { cutAfterBytes: 2_000 } : undefined));
  await prepareDatabases(bench.options);
  assert.deepEqual(await readFile(join(bench.cacheDir, "db", "metadata.json")), before);
  assert.match(bench.logs.join("\n"), /warn: Continuing with a vulnerability database that is 2 days old/);
});

test.run();
