import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Advisory } from "#demo/advisories/mod.ts";
import type { DemoRegistry } from "#demo/loopback.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { type RunningCli, runCli, startCli } from "./cli.ts";
import { findEngine, testWith } from "./needs.ts";
import { withDemo } from "./with_demo.ts";

/** A finding that only the newer database has: in two of the demo's images. */
export const NEWS: Advisory = {
  id: "CVE-2099-0003",
  title: "musl: a title",
  description: "A description.",
  severity: "CRITICAL",
  affects: [{ source: "alpine319", package: "musl", fixed: "1.2.6" }],
};

/** A config for the demo's registry, and what is done with it. */
export interface RematchBench {
  readonly demo: DemoRegistry;
  readonly cwd: string;
  run(...args: readonly string[]): ReturnType<typeof runCli>;
  start(...args: readonly string[]): RunningCli;
  /** Puts a newer database into the registry, and lets the present one be due. */
  renew(extra: readonly Advisory[]): Promise<void>;
}

/** Registers a test with the program, a real Trivy and the images of the demo. */
export function testRematch(name: string, work: (bench: RematchBench) => Promise<void>): void {
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
        start: (...args) => startCli(args, { cwd, env: { TMPDIR: cwd } }),
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
