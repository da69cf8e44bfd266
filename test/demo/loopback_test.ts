import assert from "node:assert/strict";
import { test } from "uvu";
import type { Advisory } from "#demo/advisories/mod.ts";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { ociImage } from "#demo/oci_image.ts";
import { type RunTrivy, testWithTrivy } from "./support/trivy.ts";

interface Result {
  readonly Type?: string;
  readonly Vulnerabilities?: readonly { VulnerabilityID: string; PkgName: string; Severity: string; Title: string }[];
  readonly Secrets?: readonly { RuleID: string; StartLine: number }[];
}

const SCAN = [
  "image",
  "--format",
  "json",
  "--quiet",
  "--skip-db-update",
  "--cache-backend",
  "memory",
  "--image-src",
  "remote",
];

async function scan(trivy: RunTrivy, reference: string): Promise<readonly Result[]> {
  return JSON.parse(await trivy([...SCAN, "--", reference])).Results ?? [];
}

function idsOf(results: readonly Result[], type: string): string[] {
  const found = results.filter(({ Type }) => Type === type).flatMap(({ Vulnerabilities = [] }) => Vulnerabilities);
  return found.map(({ VulnerabilityID, PkgName }) => `${PkgName} ${VulnerabilityID}`).sort();
}

async function withDemo(
  options: { extra?: readonly Advisory[] },
  use: (demo: DemoRegistry) => Promise<void>,
): Promise<void> {
  const demo = await startDemoRegistry(options);
  try {
    await use(demo);
  } finally {
    await demo.close();
  }
}

/** 20,000 advisories for 5,000 packages: more than one level of branches for Trivy to find its way through. */
function manyAdvisories(): Advisory[] {
  return Array.from({ length: 20_000 }, (_, index) => ({
    id: `CVE-2099-${10_000 + index}`,
    title: `advisory ${index}`,
    description: "Made for a test. ".repeat(index % 9),
    severity: "LOW",
    affects: [{ source: "debian12", package: `package-${index % 5_000}`, fixed: "2" }],
  }));
}

test("startDemoRegistry() serves every image that it names, and the DB", async () => {
  await withDemo({}, async ({ registry, references, dbRepository }) => {
    assert.equal(references.length, 4);
    for (const reference of [...references, dbRepository]) {
      const [, name, tag] = /^127\.0\.0\.1:\d+\/(.+):(.+)$/.exec(reference) ?? [];
      assert.equal((await fetch(`http://${registry.host}/v2/${name}/manifests/${tag}`)).status, 200, reference);
    }
  });
});

testWithTrivy("a real Trivy downloads the sample DB and finds what the sample images hold", async (trivy) => {
  await withDemo({}, async ({ registry, dbRepository }) => {
    await trivy(["image", "--quiet", "--download-db-only", "--db-repository", dbRepository]);
    const [node, leaky] = await Promise.all(
      ["node-app", "leaky-app"].map((name) => scan(trivy, `${registry.host}/demo/${name}:1.0`)),
    );
    assert.ok(node && leaky);
    assert.deepEqual(idsOf(node, "alpine"), [
      "busybox CVE-2023-42366",
      "libcrypto3 CVE-2024-0727",
      "libcrypto3 CVE-2024-5535",
      "libexpat CVE-2023-52425",
      "libexpat CVE-2024-45491",
      "libssl3 CVE-2024-0727",
      "libssl3 CVE-2024-5535",
    ]);
    assert.deepEqual(idsOf(node, "node-pkg"), [
      "express CVE-2022-24999",
      "express CVE-2024-43796",
      "lodash CVE-2020-28500",
      "lodash CVE-2021-23337",
      "minimist CVE-2021-44906",
      "qs CVE-2022-24999",
    ]);
    assert.deepEqual(idsOf(leaky, "debian"), [
      "apt CVE-2011-3374",
      "bash TEMP-0841856-B18BAF",
      "libc6 CVE-2023-4911",
      "libcurl4 CVE-2023-38545",
      "libcurl4 CVE-2023-38546",
      "libsystemd0 CVE-2023-7008",
      "zlib1g CVE-2023-45853",
    ]);
    const severities = leaky.flatMap(({ Vulnerabilities = [] }) => Vulnerabilities.map(({ Severity }) => Severity));
    assert.deepEqual([...new Set(severities)].sort(), ["CRITICAL", "HIGH", "LOW", "MEDIUM", "UNKNOWN"]);
    const secrets = leaky.flatMap(({ Secrets = [] }) => Secrets.map(({ RuleID, StartLine }) => [RuleID, StartLine]));
    assert.deepEqual(secrets, [["aws-access-key-id", 2]]);
  });
});

testWithTrivy("a real Trivy finds its way through a DB of 20,000 advisories for 5,000 packages", async (trivy) => {
  const extra = manyAdvisories();
  await withDemo({ extra }, async ({ registry, dbRepository }) => {
    const numbers = Array.from({ length: 250 }, (_, index) => index * 20 + (index % 20));
    const status = numbers.map(
      (n) => `Package: package-${n}\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n`,
    );
    const files = { "etc/debian_version": "12.0\n", "var/lib/dpkg/status": status.join("\n") };
    registry.add("demo/many", "1.0", ociImage({ layers: [files], format: "docker" }));
    await trivy(["image", "--quiet", "--download-db-only", "--db-repository", dbRepository]);
    const results = await scan(trivy, `${registry.host}/demo/many:1.0`);
    const installed = new Set(numbers.map((n) => `package-${n}`));
    const expected = extra.flatMap(({ id, title, affects }) =>
      affects
        .filter((affected) => installed.has(affected.package))
        .map((affected) => `${affected.package} ${id} ${title}`),
    );
    const found = results.flatMap(({ Vulnerabilities = [] }) =>
      Vulnerabilities.map(({ PkgName, VulnerabilityID, Title }) => `${PkgName} ${VulnerabilityID} ${Title}`),
    );
    assert.equal(expected.length, 1_000);
    assert.deepEqual(found.sort(), expected.sort());
  });
});

test.run();
