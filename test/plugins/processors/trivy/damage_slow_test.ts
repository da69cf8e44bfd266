import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { type Finding, isScanError } from "#core/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { nodeAppLayer } from "#demo/rootfs/node_app.ts";
import { sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { trivy } from "#plugins/processors/trivy/mod.ts";
import { findEngine, type TrivyEngine, testWith } from "#support/needs.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { CACHE_FILES, type CacheFile, DAMAGES, type Damage, damageAll } from "./support/damage.ts";
import { writeDb, writeJavaDb } from "./support/db_files.ts";
import { JAVA_ADVISORY, jarLayer, javaDbArtifact } from "./support/java_samples.ts";
import { scanImage } from "./support/real_trivy.ts";

/*
 * A scan of this image needs both databases. The whole table (4 damages, 4 files, 3 releases, before and during the
 * run) takes half an hour: DAMAGE_TABLE=all. `npm test` takes one row of it for each release: both databases are damaged
 * at once in the middle of a run. That damage of each kind to each file is seen before a run and repaired by it is
 * tested without Trivy, in db/damaged_db_test.ts.
 */
interface Cell {
  readonly engine: TrivyEngine;
  readonly files: readonly CacheFile[];
  readonly damage: Damage;
  readonly when: "before" | "during";
}

const BOTH = ["db/trivy.db", "java-db/trivy-java.db"] as const;

const SAMPLE: readonly Cell[] = [
  { engine: "trivy-0.40", files: BOTH, damage: "truncate", when: "during" },
  { engine: "trivy-0.44", files: BOTH, damage: "zero", when: "during" },
  { engine: "trivy", files: BOTH, damage: "overwrite", when: "during" },
];

const ALL: readonly Cell[] = (["trivy", "trivy-0.44", "trivy-0.40"] as const).flatMap((engine) =>
  CACHE_FILES.flatMap((file) =>
    (Object.keys(DAMAGES) as Damage[]).flatMap((damage) =>
      (["before", "during"] as const).map((when) => ({ engine, files: [file], damage, when })),
    ),
  ),
);

let demo: DemoRegistry;

test.before(async () => {
  demo = await startDemoRegistry({ extra: [JAVA_ADVISORY] });
  demo.registry.add("demo/all", "1", ociImage({ layers: [alpineLayer(), nodeAppLayer(), jarLayer()] }));
  demo.registry.add("trivy-java-db", "1", javaDbArtifact());
});
test.after(() => demo.close());

async function withRun<T>(
  engine: TrivyEngine,
  folder: string,
  work: (scan: () => Promise<readonly Finding[]>, logs: readonly string[]) => Promise<T>,
): Promise<T> {
  const context = testContext({ cwd: folder });
  const javaDbRepository = `${demo.registry.host}/trivy-java-db:1`;
  const options = { binary: findEngine(engine) ?? "", dbRepository: demo.dbRepository, javaDbRepository };
  try {
    const hooks = await openPlugin(trivy(options), context.ctx);
    const { controller, ...rest } = { controller: new AbortController(), binary: "", folder, demo, context };
    const bench = { ...rest, controller, open: async () => hooks, openElsewhere: () => assert.fail("not here") };
    try {
      return await work(() => scanImage(`${demo.registry.host}/demo/all:1`, { ...bench, hooks }), context.logs);
    } finally {
      await hooks.dispose?.();
    }
  } finally {
    await context.close();
  }
}

/** Gives the findings, or the error's code. */
async function settle(scan: () => Promise<readonly Finding[]>): Promise<readonly Finding[] | string> {
  try {
    return await scan();
  } catch (error) {
    if (isScanError(error)) return error.code;
    throw error;
  }
}

async function runCell({ engine, files, damage, when }: Cell): Promise<void> {
  await inTempFolder(async (folder) => {
    const cacheDir = join(folder, ".trivy_cache");
    await writeDb(cacheDir, { content: sampleVulnerabilityDb({ extra: [JAVA_ADVISORY] }).trivyDb });
    await writeJavaDb(cacheDir);
    const first = await withRun(engine, folder, async (scan, logs) => {
      const clean = await scan();
      assert.ok(clean.some((finding) => finding.kind === "vulnerability" && finding.id === JAVA_ADVISORY.id));
      assert.ok(clean.length > 10, `${clean.length} findings`);
      for (const file of files) assert.ok((await damageAll(cacheDir, { file, damage })) > 0, file);
      if (when === "before") return clean;
      const again = await settle(scan);
      if (typeof again !== "string") assert.deepEqual(again, clean);
      console.log(
        `${engine} ${files.join(" ")} ${damage} ${when}: ${typeof again === "string" ? again : "the same findings"}`,
      );
      const repairs = logs.filter((line) => line.includes("Repairing the databases")).length;
      assert.ok(repairs <= 1, `${repairs} repairs`);
      return clean;
    });
    if (when === "during") return;
    const again = await withRun(engine, folder, (scan) => settle(scan));
    if (typeof again !== "string") assert.deepEqual(again, first);
    console.log(
      `${engine} ${files.join(" ")} ${damage} ${when}: ${typeof again === "string" ? again : "the same findings"}`,
    );
  });
}

for (const cell of process.env.DAMAGE_TABLE === "all" ? ALL : SAMPLE) {
  const { engine, files, damage, when } = cell;
  testWith(
    test,
    [engine],
    `${engine}: ${files.join(" and ")}, ${damage} ${when} the run: the same findings or an error`,
    () => runCell(cell),
  );
}

test.run();
