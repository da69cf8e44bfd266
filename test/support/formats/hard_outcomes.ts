import type { Outcome } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import {
  makeDone,
  makeFailed,
  makeLicense,
  makeMisconfiguration,
  makePackage,
  makeSecret,
  makeSkipped,
  makeVulnerability,
} from "../outcomes.ts";

const scan = (name: string) =>
  fakeScan({ scanner: { name, version: "0.68.2" }, scannedAt: "2024-01-02T03:04:07.000Z" });

function named(image: string) {
  return { id: `image:${image}`, image };
}

const RULE = { rule: "scan.accept.yaml:3", until: "2024-12-31" };

/** Longer than any reader takes. */
const LONG = "A very long description of what is wrong. ".repeat(1667);

/**
 * One run with all that is hard to write down: each kind of finding and of outcome, accepted findings, caveats, text in many scripts, control
 * characters, what ends a script or a cell, formulas, and texts of 70,000 characters.
 */
export const HARD_OUTCOMES: readonly Outcome[] = [
  {
    ...makeDone(
      [
        makeVulnerability({
          id: "CVE-2024-0001",
          severity: "CRITICAL",
          title: "</script><script>alert(1)</script> & \"quotes\" 'single' `ticks` | pipes",
          description: LONG,
          primaryUrl: "https://avd.example.com/cve-2024-0001",
          references: ["https://example.com/a", "javascript:alert(1)", "ftp://example.com/b"],
          aliases: ["GHSA-aaaa-bbbb-cccc"],
          cwes: ["CWE-79", "CWE-787"],
          cvss: [
            { source: "nvd", version: 3, vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 },
            { source: "nvd", version: 2, vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", score: 7.5 },
          ],
          severitySource: "nvd",
          package: makePackage({ purl: "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12" }),
          fix: { state: "fixed", versions: ["2.36-9+deb12u3"] },
          location: { layer: { digest: "sha256:l1", diffId: "sha256:d1" } },
          publishedAt: "2024-01-01T00:00:00Z",
          modifiedAt: "2024-01-02T00:00:00Z",
          fingerprint: "1".repeat(32),
          scanner: "trivy",
        }),
        makeVulnerability({
          id: "GHSA-dddd-eeee-ffff",
          severity: "HIGH",
          title: "Ein Titel mit Ümläuten, 漢字, עברית, 👩‍🚀",
          package: makePackage({ name: "@babel/core", version: "7.0.0", class: "language", type: "npm" }),
          location: { path: "app/node_modules/@babel/core/package.json" },
          fix: { state: "fixed", versions: ["7.23.2", "8.0.0-alpha.4"] },
          fingerprint: "2".repeat(32),
          scanner: "trivy",
        }),
        makeVulnerability({
          id: "CVE-2024-0003",
          severity: "UNKNOWN",
          title: '=HYPERLINK("http://evil.example.com","click")',
          package: makePackage({ name: "-dash", version: "+1", class: "language", type: "pypi" }),
          fix: { state: "will_not_fix", versions: [] },
          fingerprint: "3".repeat(32),
          scanner: "trivy",
        }),
        {
          ...makeSecret("HIGH"),
          title: "Key\u0000\u0007\u000b\u001b[31m\uD800 in\nlines\r\n",
          fingerprint: "4".repeat(32),
          scanner: "trivy",
        },
        makeMisconfiguration({
          fingerprint: "5".repeat(32),
          scanner: "trivy",
          primaryUrl: "https://avd.example.com/ds002",
        }),
        makeLicense({ fingerprint: "6".repeat(32), scanner: "trivy" }),
      ],
      { ...named("registry.example.com:5000/team/app:1.27"), minSeverity: "UNKNOWN", labels: { owner: "team-a" } },
    ),
  },
  {
    ...makeDone([makeVulnerability({ severity: "MEDIUM", fingerprint: "7".repeat(32), scanner: "trivy" })], {
      ...named("nginx"),
      minSeverity: "UNKNOWN",
    }),
  },
  makeDone([], named(`alpine@sha256:${"a".repeat(64)}`)),
  makeDone([], { ...named("busybox:1"), platform: "linux/arm64" }),
  makeFailed(named("registry.example.com:5000/team/gone:2.0")),
  makeSkipped({ ...named("dtr.example.com/a/b:1"), kind: "dtr-tag" }),
  makeDone([{ ...makeSecret("CRITICAL"), fingerprint: "8".repeat(32), scanner: "trivy" }], {
    id: "dockerfile:api/Dockerfile",
    kind: "dockerfile",
    dockerfile: "api/Dockerfile",
  }),
  makeDone(
    [
      makeVulnerability({
        id: "CVE-2024-0004",
        package: makePackage({ name: "zlib1g", version: "1:1.2.13", purl: "pkg:deb/debian/zlib1g@1%3A1.2.13" }),
        fingerprint: "9".repeat(32),
        scanner: "trivy",
        accepted: {
          ...RULE,
          status: "accepted",
          reason: "=1+1 </script> \u0000 | *not* <b>reachable</b>",
          owner: "@team-a",
        },
      }),
      makeVulnerability({
        id: "CVE-2024-0004",
        severity: "LOW",
        package: makePackage({ name: 'odd \u202e "name"', version: "2 beta" }),
        fingerprint: "a".repeat(32),
        scanner: "trivy",
        accepted: { ...RULE, status: "not_affected", reason: LONG, justification: "vulnerable_code_not_present" },
      }),
      {
        ...makeSecret("CRITICAL"),
        fingerprint: "b".repeat(32),
        scanner: "trivy",
        accepted: { ...RULE, status: "accepted", reason: "a test key" },
      },
    ],
    { ...named("registry.example.com:5000/team/app:1.28"), minSeverity: "LOW" },
  ),
].map((outcome, index): Outcome => {
  if (outcome.status !== "done") return outcome;
  const reference = outcome.target.image ?? "local-1:tmp";
  const image = {
    reference,
    digest: `sha256:${String(index).repeat(64)}`,
    imageId: `sha256:${String(index + 5).repeat(64)}`,
    platform: "linux/amd64",
    source: "registry",
    os: { family: "debian", version: "12.5", isEndOfLife: false },
    layers: ["sha256:d1", "sha256:d2"],
  };
  const caveats = index === 3 ? [{ code: "OS_UNKNOWN", message: "Trivy found no operating system that it knows" }] : [];
  return { ...outcome, data: { ...outcome.data, image, scans: [{ ...scan("trivy"), caveats }] } };
});
