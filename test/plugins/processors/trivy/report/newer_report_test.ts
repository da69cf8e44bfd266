/** What Trivy 0.69 to 0.74 write. The report is made by hand after Trivy's sources: no such program runs in these tests. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { toImageFacts } from "#plugins/processors/trivy/report/image_facts.ts";
import { parseReport } from "#plugins/processors/trivy/report/parse_report.ts";
import { toFindings } from "#plugins/processors/trivy/report/to_findings.ts";

const report = parseReport(await readFile(join(import.meta.dirname, "../fixtures/report_v0.74.json"), "utf8"));

test("a newer report is read without oddities, with all that the model has room for", () => {
  assert.equal(report.odd, undefined);
  const [vulnerability, secret, ...others] = toFindings(report);
  assert.deepEqual(others, []);
  const { CVSS, ...raw } = vulnerability?.raw ?? {};
  assert.deepEqual(
    { ...vulnerability, raw },
    {
      kind: "vulnerability",
      id: "CVE-2023-4911",
      severity: "HIGH",
      package: {
        name: "libc6",
        version: "2.36-9+deb12u1",
        class: "os",
        type: "debian",
        purl: "pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64&distro=debian-12.5",
      },
      fix: { state: "fixed", versions: ["2.36-9+deb12u3"] },
      location: { layer: { digest: "sha256:l1", diffId: "sha256:d1" } },
      title: "glibc: buffer overflow in the dynamic loader",
      description: "A buffer overflow.",
      primaryUrl: "https://avd.example.com/nvd/cve-2023-4911",
      references: ["https://example.com/advisory"],
      aliases: ["DSA-5514-1"],
      cwes: ["CWE-787"],
      cvss: [
        { source: "nvd", version: 3, vector: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", score: 7.8 },
        {
          source: "ghsa",
          version: 4,
          vector: "CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
          score: 8.5,
        },
      ],
      severitySource: "nvd",
      publishedAt: "2023-10-03T18:15:00Z",
      modifiedAt: "2024-02-22T20:18:00Z",
      raw: { Target: "registry.example.com/team/app:1.0 (debian 12.5)", Class: "os-pkgs", Type: "debian" },
    },
  );
  assert.deepEqual(Object.keys(CVSS as object), ["nvd", "ghsa"]);
  const layer = { digest: "sha256:l2", diffId: "sha256:d2" };
  assert.deepEqual(secret?.location, { path: "/app/.env", startLine: 3, endLine: 3, layer });
});

test("a newer report says all that is known of its image", () => {
  const there = { os: "linux", architecture: "amd64", variant: undefined, osVersion: undefined };
  const reference = "registry.example.com/team/app:1.0";
  assert.deepEqual(toImageFacts(report, { reference, sources: ["remote"], there }), {
    reference,
    digest: "sha256:bb22",
    imageId: "sha256:aa11",
    platform: "linux/amd64",
    source: "registry",
    os: { family: "debian", version: "12.5", isEndOfLife: true },
    layers: ["sha256:d1", "sha256:d2"],
    size: 123456789,
    createdAt: "2026-08-01T00:00:00Z",
    labels: { "org.opencontainers.image.base.name": "debian:12" },
  });
});

test.run();
