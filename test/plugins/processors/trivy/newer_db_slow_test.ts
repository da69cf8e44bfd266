import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { isCached } from "#core/kit.ts";
import type { ScanData, Target } from "#core/model/mod.ts";
import type { ProcessorHooks } from "#core/plugin/mod.ts";
import type { Advisory } from "#demo/advisories/mod.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { sampleImages } from "#demo/sample_images.ts";
import { type RealBench, testWithTrivy } from "./support/real_trivy.ts";

const NEWS: Advisory = {
  id: "CVE-2099-0003",
  title: "musl: a title",
  description: "A description.",
  severity: "CRITICAL",
  affects: [{ source: "alpine319", package: "musl", fixed: "1.2.6" }],
};

/** Scans an image of the demo by its digest, as it is looked up, so that its result is kept. */
async function scan(image: string, bench: RealBench & { hooks: ProcessorHooks }): Promise<Partial<ScanData>> {
  const { hooks, context } = bench;
  const sample = sampleImages().find(({ repository }) => image.includes(`/${repository}:`));
  assert.ok(sample);
  const { digest } = sample.image.manifest;
  const target: Target = { id: image, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "test" } };
  const data = { image: { reference: image.replace(/:[^:/]+$/, `@${digest}`), digest, source: "registry" } };
  const patch = await hooks.process({ target, data }, context.forTarget(target));
  assert.ok(patch !== undefined && "findings" in patch);
  return patch;
}

function hasNews({ findings = [] }: Partial<ScanData>): boolean {
  return findings.some((finding) => finding.kind === "vulnerability" && finding.id === NEWS.id);
}

testWithTrivy(
  "a run finds what is in a database that another has put in place between two of its scans",
  async (bench) => {
    const { demo, folder } = bench;
    const [first = "", second = ""] = demo.references;
    const hooks = await bench.open();
    assert.equal(hasNews(await scan(first, { ...bench, hooks })), false);

    const updatedAt = new Date(Date.now() + 1000);
    demo.registry.add("trivy-db", "2", sampleDbArtifact(sampleVulnerabilityDb({ updatedAt, extra: [NEWS] })));
    const path = join(folder, ".trivy_cache/db/metadata.json");
    const past = new Date(Date.now() - 2 * 86_400_000).toISOString();
    const metadata = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...metadata, NextUpdate: past, DownloadedAt: past }));
    const later = await bench.open();

    const scanned = await scan(second, { ...bench, hooks });
    assert.equal(hasNews(scanned), true);
    assert.equal(scanned.scans?.[0]?.database?.builtAt, updatedAt.toISOString());
    // What is kept for the newer database was found with it.
    const again = await scan(second, { ...bench, hooks: later });
    assert.equal(isCached(again), true);
    assert.equal(hasNews(again), true);
  },
);

test.run();
