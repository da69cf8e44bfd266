import { encode } from "./proto_codec.ts";
import { SCAN_ANSWER } from "./trivy_messages.ts";

const LAYER = { digest: "sha256:d1", diff_id: "sha256:l1" };

/** A vulnerability as a server answers it; what is given stands in place of a sound value. */
export function answeredVulnerability(values: object = {}): object {
  return {
    ...{ vulnerability_id: "CVE-2024-0001", pkg_name: "zlib", installed_version: "1.3.0-r0", severity: 3, status: 3 },
    ...{ fixed_version: "1.3.1-r0", title: "zlib: overflow", pkg_identifier: { purl: "pkg:apk/alpine/zlib@1.3.0-r0" } },
    ...{ layer: LAYER, references: ["https://example.com/1"], cwe_ids: ["CWE-787"] },
    ...values,
  };
}

/** A secret as a server answers it. */
export function answeredSecret(values: object = {}): object {
  return {
    ...{ rule_id: "aws-access-key-id", category: "AWS", severity: "CRITICAL", title: "AWS Access Key ID" },
    ...{ start_line: 1, end_line: 1, match: "****", layer: LAYER, ...values },
  };
}

/** A package as a server answers it. */
export function answeredPackage(values: object = {}): object {
  return { id: "zlib@1.3.0-r0", name: "zlib", version: "1.3.0-r0", identifier: { uid: "1" }, ...values };
}

/** The answer of a server about an image with one package, its vulnerability and a secret. */
export function answerBytes(values: object = {}, result: object = {}): Buffer {
  return encode(SCAN_ANSWER, {
    os: { family: "alpine", name: "3.20.1" },
    results: [
      {
        ...{ target: "registry.example.com/app:1 (alpine 3.20.1)", class: "os-pkgs", type: "alpine" },
        packages: [answeredPackage()],
        vulnerabilities: [answeredVulnerability()],
        ...result,
      },
      { target: "/srv/key", class: "secret", secrets: [answeredSecret()] },
    ],
    layers: [LAYER],
    ...values,
  });
}
