import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Advisory } from "#demo/advisories/mod.ts";
import type { DemoRegistry } from "#demo/loopback.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { runCli } from "#support/cli.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { withDemo } from "#support/with_demo.ts";

const NEWS: Advisory = {
  id: "CVE-2099-0003",
  title: "musl: a title",
  description: "A description.",
  severity: "CRITICAL",
  affects: [{ source: "alpine319", package: "musl", fixed: "1.2.6" }],
};

interface Bench {
  readonly demo: DemoRegistry;
  readonly cwd: string;
  run(...args: readonly string[]): ReturnType<typeof runCli>;
  /** Puts a newer database into the registry, and lets the present one be due. */
  renew(extra: readonly Advisory[]): Promise<void>;
}

function testRematch(name: string, work: (bench: Bench) => Promise<void>): void {
  testWith(test, ["trivy"], name, () =>
    withDemo(async (demo, cwd) => {
      const binary = findEngine("trivy") ?? "";
      const images = demo.references.join("\n");
      await writeFile(join(cwd, "images.txt"), images);
      const trivy = { binary, dbRepository: demo.dbRepository };
      const pipeline = {
        sources: [{ image_list: { file: "images.txt" } }],
        processors: [{ trivy }],
        sinks: ["grouped_json"],
      };
      await writeFile(join(cwd, "scan.config.json"), JSON.stringify({ pipelines: { remote: pipeline } }));
      let count = 0;
      await work({
        demo,
        cwd,
        run: (...args) => runCli(args, { cwd, env: { TMPDIR: cwd } }),
        async renew(extra) {
          count += 1;
          const updatedAt = new Date(Date.now() + count * 1000);
          demo.registry.add("trivy-db", "2", sampleDbArtifact(sampleVulnerabilityDb({ updatedAt, extra })));
          const path = join(cwd, ".trivy_cache/db/metadata.json");
          const past = new Date(Date.now() - 2 * 86_400_000).toISOString();
          const metadata = JSON.parse(await readFile(path, "utf8"));
          await writeFile(path, JSON.stringify({ ...metadata, NextUpdate: past, DownloadedAt: past }));
        },
      });
    }),
  );
}

testRematch("what is known of images can be listed and compared, and no image is asked for", async (bench) => {
  const { run, renew, demo } = bench;
  const scanned = await run("run", "remote");
  assert.equal(scanned.code, 0, scanned.stderr);
  const asked = demo.registry.requests.length;
  const same = await run("rematch", "--json");
  assert.equal(same.code, 0, same.stderr);
  const unchanged = JSON.parse(same.stdout);
  assert.deepEqual([unchanged.news, unchanged.gone, unchanged.changed, unchanged.unmatched], [[], [], [], []]);
  assert.ok(unchanged.totals.known > 0);
  assert.deepEqual(unchanged.a.images, 4);
  assert.equal(demo.registry.requests.length, asked);

  await renew([NEWS]);
  const dry = await run("rematch", "--dry-run");
  assert.equal(dry.code, 0, dry.stderr);
  assert.equal(dry.stdout, "4 images would be matched with the newest database, without asking a registry\n");
  assert.equal(demo.registry.requests.length, asked);
});

testRematch("where no image is known, that is said, and what to do", async ({ run }) => {
  const { code, stderr, stdout } = await run("rematch");
  assert.equal(code, 2, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, /No image is known that was scanned with this Trivy and these options: run a scan first/);
  const wrong = await run("rematch", "--fail-on", "AWFUL");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--fail-on expects a severity: UNKNOWN, LOW/);
  assert.equal((await run("rematch", "nowhere")).code, 2);
});

test.run();
