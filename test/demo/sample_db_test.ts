import assert from "node:assert/strict";
import { test } from "uvu";
import { SEVERITIES } from "#core/model/mod.ts";
import type { Advisory } from "#demo/advisories/mod.ts";
import { sampleDbArtifact, sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { type ReadBucket, readBolt } from "./support/read_bolt.ts";

const EXTRA: Advisory = {
  id: "CVE-2099-0001",
  title: "sample: a title",
  description: "A description.",
  severity: "HIGH",
  affects: [
    { source: "npm", package: "left", fixed: "2.0.0" },
    { source: "npm", package: "right" },
    { source: "debian12", package: "middle", status: "fix_deferred" },
  ],
};

function at(db: ReadBucket, ...path: string[]): unknown {
  const end = path.reduce<Buffer | ReadBucket | undefined>(
    (bucket, key) => (bucket instanceof Map ? bucket.get(key) : undefined),
    db,
  );
  return Buffer.isBuffer(end) ? JSON.parse(end.toString()) : end;
}

test("sampleVulnerabilityDb() tells every severity, and each data source by its bucket", () => {
  const db = readBolt(sampleVulnerabilityDb().trivyDb);
  const vulnerabilities = at(db, "vulnerability");
  assert.ok(vulnerabilities instanceof Map);
  const severities = new Set(
    [...vulnerabilities.keys()].map((id) => (at(db, "vulnerability", id) as { Severity: string }).Severity),
  );
  assert.deepEqual([...severities].sort(), [...SEVERITIES].sort());
  const sources = at(db, "data-source");
  assert.ok(sources instanceof Map);
  assert.deepEqual(
    [...sources.keys()],
    [...db.keys()].filter((name) => name !== "vulnerability" && name !== "data-source"),
  );
});

test("sampleVulnerabilityDb() takes more advisories", () => {
  const db = readBolt(sampleVulnerabilityDb({ extra: [EXTRA] }).trivyDb);
  const npm = "npm::GitHub Security Advisory Npm";
  assert.deepEqual(at(db, npm, "left", EXTRA.id), { VulnerableVersions: ["<2.0.0"], PatchedVersions: ["2.0.0"] });
  assert.deepEqual(at(db, npm, "right", EXTRA.id), { VulnerableVersions: [">=0"] });
  assert.deepEqual(at(db, "debian 12", "middle", EXTRA.id), { Status: 6 });
  const { Title, VendorSeverity } = at(db, "vulnerability", EXTRA.id) as Record<string, unknown>;
  assert.deepEqual([Title, VendorSeverity], ["sample: a title", { ghsa: 3, nvd: 3 }]);
});

test("sampleVulnerabilityDb() is due for renewal a day after it was made", () => {
  const { metadata } = sampleVulnerabilityDb({ updatedAt: new Date("2024-05-01T12:00:00Z") });
  assert.equal(metadata.Version, 2);
  assert.equal(metadata.UpdatedAt, "2024-05-01T12:00:00.000Z");
  assert.equal(metadata.NextUpdate, "2024-05-02T12:00:00.000Z");
  assert.ok(Math.abs(Date.now() - Date.parse(metadata.DownloadedAt)) < 60_000);
});

test("sampleDbArtifact() has the form in which Trivy downloads its DB", () => {
  const { config, layers } = JSON.parse(Buffer.from(sampleDbArtifact().manifest.bytes).toString());
  assert.equal(config.mediaType, "application/vnd.aquasec.trivy.config.v1+json");
  assert.equal(layers[0].mediaType, "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip");
  assert.equal(layers[0].annotations["org.opencontainers.image.title"], "db.tar.gz");
});

test.run();
