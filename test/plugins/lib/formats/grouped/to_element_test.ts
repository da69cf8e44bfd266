import assert from "node:assert/strict";
import { test } from "uvu";
import type { Outcome } from "#core/model/mod.ts";
import { toElement } from "#plugins/lib/formats/mod.ts";
import {
  makeDone,
  makeFailed,
  makeLicense,
  makeMisconfiguration,
  makePackage,
  makeSecret,
  makeSkipped,
  makeVulnerability,
} from "#support/outcomes.ts";

/** Checks an element as text, so that the order of the keys counts too. */
function assertElement(outcome: Outcome, expected: unknown, details = false) {
  assert.equal(JSON.stringify(toElement(outcome, { details }), null, 2), JSON.stringify(expected, null, 2));
}

const RAW = { Target: "nginx:1.27 (debian 12.5)", Class: "os-pkgs", Type: "debian" };

const FULL = {
  title: "A title",
  description: "Long text",
  cvss: [{ source: "nvd", version: 3, score: 9.8 }],
  severitySource: "nvd",
  primaryUrl: "https://avd.example.com/cve-2024-0001",
  raw: { ...RAW, CVSS: { nvd: { V3Score: 9.8 } } },
} as const;

const REPORTED = {
  vuln_id: "CVE-2024-0001",
  installed_vers: "2.36-9",
  fixed: "",
  library: "libc6",
  type_detail: "debian",
  class_detail: "os-pkgs",
  target: "nginx:1.27 (debian 12.5)",
  type: "vulnerability",
};

const BUILT = { id: "dockerfile:app/Dockerfile", kind: "dockerfile", dockerfile: "app/Dockerfile" } as const;

test("toElement() writes every field of a vulnerability and of a secret under its old name", () => {
  assertElement(makeDone([makeSecret("CRITICAL"), makeVulnerability(FULL)]), {
    image: "nginx:1.27",
    scan_timestamp: "2024-01-02T03:04:07.250+00:00",
    severity_level: 4,
    included_severities: ["HIGH", "CRITICAL"],
    scan_type: "remote",
    "Debian-package": {
      HIGH: [
        {
          ...REPORTED,
          title: "A title",
          description: "Long text",
          cvss: { nvd: { V3Score: 9.8 } },
          severitysource: "nvd",
          primaryurl: "https://avd.example.com/cve-2024-0001",
        },
      ],
    },
    Secret: {
      CRITICAL: [
        {
          secret_id: "aws-access-key-id",
          category: "AWS",
          title: "AWS Access Key ID",
          target: "/app/.env",
          start_line: 3,
          end_line: 4,
          match: "AWS_KEY=********",
          type_detail: "",
          class_detail: "secret",
          type: "secret",
        },
      ],
    },
  });
});

test("toElement() writes every field of a misconfiguration and of a licence", () => {
  const optional = { description: "Long text", resource: "web", primaryUrl: "https://avd.example.com/ds002" };
  const findings = [
    makeMisconfiguration(),
    makeMisconfiguration(optional),
    makeLicense(),
    makeLicense({ primaryUrl: "https://l.example.com" }),
  ];
  const misconfiguration = {
    misconf_id: "DS002",
    title: "Image user should not be 'root'",
    message: "Last USER command in Dockerfile should not be 'root'",
    resolution: "Name another user",
    target: "srv/Dockerfile",
    start_line: 2,
    end_line: 2,
    type_detail: "dockerfile",
    class_detail: "config",
    type: "misconfiguration",
  };
  const license = {
    license: "GPL-2.0-only",
    category: "restricted",
    library: "busybox",
    file_path: "",
    confidence: 1,
    target: "OS Packages",
    type_detail: "",
    class_detail: "license",
    type: "license",
  };
  const { primaryUrl: primaryurl, ...rest } = optional;
  assertElement(makeDone(findings), {
    image: "nginx:1.27",
    scan_timestamp: "2024-01-02T03:04:07.250+00:00",
    severity_level: 4,
    included_severities: ["HIGH", "CRITICAL"],
    scan_type: "remote",
    "Dockerfile-misconfiguration": { HIGH: [misconfiguration, { ...misconfiguration, ...rest, primaryurl }] },
    License: { HIGH: [license, { ...license, link: "https://l.example.com" }] },
  });
});

test("toElement() orders component types by name and severities worst first, whatever the order of the findings", () => {
  const { scan_timestamp: _time, ...element } = toElement(
    makeDone(
      [
        makeVulnerability({
          package: makePackage({ class: "language", type: "pypi" }),
          severity: "UNKNOWN",
          id: "1",
          raw: RAW,
        }),
        makeVulnerability({
          package: makePackage({ class: "language", type: "pypi" }),
          severity: "CRITICAL",
          id: "2",
          raw: RAW,
        }),
        makeVulnerability({ package: makePackage({ type: "alpine" }), severity: "LOW", id: "3", raw: RAW }),
        makeVulnerability({
          package: makePackage({ class: "language", type: "pypi" }),
          severity: "UNKNOWN",
          id: "0",
          raw: RAW,
        }),
      ],
      { minSeverity: "UNKNOWN" },
    ),
    { details: false },
  );
  assert.equal(
    JSON.stringify(element),
    JSON.stringify({
      image: "nginx:1.27",
      severity_level: 1,
      included_severities: ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"],
      scan_type: "remote",
      "Alpine-package": { LOW: [{ ...REPORTED, vuln_id: "3" }] },
      "Python-package": {
        CRITICAL: [{ ...REPORTED, vuln_id: "2" }],
        UNKNOWN: [
          { ...REPORTED, vuln_id: "1" },
          { ...REPORTED, vuln_id: "0" },
        ],
      },
    }),
  );
});

test("toElement() writes a clean image without component types", () => {
  assertElement(makeDone([], { minSeverity: "CRITICAL" }), {
    image: "nginx:1.27",
    scan_timestamp: "2024-01-02T03:04:07.250+00:00",
    severity_level: 5,
    included_severities: ["CRITICAL"],
    scan_type: "remote",
  });
});

test("toElement() names a Dockerfile and the image that was built of it", () => {
  const outcome = makeDone([], { ...BUILT, image: "app:from-target" });
  const expected = (image: string) => ({
    dockerfile: "app/Dockerfile",
    image,
    scan_timestamp: "2024-01-02T03:04:07.250+00:00",
    severity_level: 4,
    included_severities: ["HIGH", "CRITICAL"],
    scan_type: "local",
  });
  assertElement(outcome, expected("app:from-target"));
  assertElement(
    { ...outcome, data: { ...outcome.data, image: { reference: "app:temporary", source: "docker" } } },
    expected("app:temporary"),
  );
});

test("toElement() writes a failed target with its error and the error's code", () => {
  const failure = { error: 'There is no image "nginx:1.27"', error_code: "IMAGE_NOT_FOUND" };
  const scan_timestamp = "2024-01-02T03:04:07.250+00:00";
  assertElement(makeFailed(), { image: "nginx:1.27", ...failure, scan_timestamp, scan_type: "remote" });
  assertElement(makeFailed({ ...BUILT, image: "x" }), {
    dockerfile: "app/Dockerfile",
    ...failure,
    scan_timestamp,
    scan_type: "local",
  });
});

test("toElement() writes a skipped target with its reason", () => {
  assertElement(makeSkipped({ kind: "dtr-tag" }), {
    image: "nginx:1.27",
    skipped: "up to date",
    scan_timestamp: "2024-01-02T03:04:07.250+00:00",
    scan_type: "dtr",
  });
});

test("toElement() names the platform of a target that is one of several, scanned or not", () => {
  for (const outcome of [makeDone([], { platform: "linux/arm64" }), makeFailed({ platform: "linux/arm64" })]) {
    const keys = Object.entries(toElement(outcome, { details: false })).slice(0, 2);
    assert.deepEqual(keys, [
      ["image", "nginx:1.27"],
      ["platform", "linux/arm64"],
    ]);
  }
});

test.run();
