/** The remote pipeline with an engine of the user's own: each target goes to a thread as JSON. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import { defineEngine, type EnginePlugin, type Outcome } from "#core/mod.ts";
import { testWith } from "#support/needs.ts";
import { runToEnd } from "#support/pipeline.ts";
import { withDemo } from "#support/with_demo.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { makeConfig } from "./fixtures/worker_engine/config.ts";

const threads = defineEngine({
  name: "threads",
  runsElsewhere: true,
  setup: (_options, { cwd }) => ({
    open({ name: pipeline }) {
      const worker = new Worker(new URL("./fixtures/worker_engine/start.mjs", import.meta.url), {
        workerData: { pipeline, cwd },
      });
      const waiting = new Map<string, (outcome: Outcome) => void>();
      worker.on("message", (text) => {
        const [id, outcome] = JSON.parse(text);
        waiting.get(id)?.(outcome);
      });
      return {
        process(target, known) {
          worker.postMessage(JSON.stringify([target, known]));
          return new Promise((resolve) => waiting.set(target.id, resolve));
        },
        async close() {
          worker.postMessage("close");
          await once(worker, "exit");
        },
      };
    },
  }),
});

/** The report of a run, without what is another each time. */
async function report(cwd: string, name: string, engine?: EnginePlugin): Promise<unknown> {
  const { error, last } = await runToEnd(makeConfig(name), { cwd, outputDir: cwd, ...(engine && { engine }) });
  assert.equal(error, undefined);
  assert.deepEqual([last?.scanned, last?.failed], [4, 1]);
  const text = await readFile(join(cwd, name), "utf8");
  return JSON.parse(text, (key, value) => (/^(scan_timestamp|started_at|duration_ms)$/.test(key) ? undefined : value));
}

testWith(test, ["trivy"], "an engine that hands each target to a thread as JSON has the report of the local one", () =>
  withDemo(async (demo, cwd) => {
    const [first = ""] = demo.references;
    const images = [...demo.references, first.replace(/:1\.0$/, ":gone")];
    await writeFile(join(cwd, "input_images.txt"), ["severity=1", ...images].join("\n"));
    await withEnvironment({ TRIVY_DB_REPOSITORY: demo.dbRepository }, async () => {
      const here = await report(cwd, "here.json");
      assert.deepEqual(await report(cwd, "threads.json", threads()), here);
      assert.match(JSON.stringify(here), /CVE-/);
    });
  }),
);

test.run();
