import type { Advisory } from "./advisory.ts";

/** Advisories for packages of Alpine 3.19 in the sample images. */
export const ALPINE_ADVISORIES: readonly Advisory[] = [
  {
    id: "CVE-2024-5535",
    title: "openssl: over-read with an empty protocol list",
    description: "SSL_select_next_proto reads past the end of an empty list and may send what it finds to the peer.",
    severity: "CRITICAL",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:H", score: 9.1 },
    affects: [{ source: "alpine319", package: "openssl", fixed: "3.1.6-r0" }],
  },
  {
    id: "CVE-2024-0727",
    title: "openssl: crash on a damaged PKCS12 file",
    description: "Fields that the format allows to be absent are read without a check, which ends the process.",
    severity: "MEDIUM",
    cvss: { vector: "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H", score: 5.5 },
    affects: [{ source: "alpine319", package: "openssl", fixed: "3.1.4-r5" }],
  },
  {
    id: "CVE-2024-45491",
    title: "libexpat: integer overflow in dtdCopy",
    description: "On 32-bit platforms the size of a table of default attributes can overflow.",
    severity: "CRITICAL",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 },
    affects: [{ source: "alpine319", package: "expat", fixed: "2.6.3-r0" }],
  },
  {
    id: "CVE-2023-52425",
    title: "libexpat: quadratic time on large tokens",
    description: "A large token that arrives in small pieces is parsed again from its begin with each of them.",
    severity: "HIGH",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", score: 7.5 },
    affects: [{ source: "alpine319", package: "expat", fixed: "2.6.0-r0" }],
  },
  {
    id: "CVE-2023-42366",
    title: "busybox: heap overflow in awk",
    description: "The tokenizer of awk reads behind the end of a crafted program.",
    severity: "MEDIUM",
    cvss: { vector: "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:N/I:N/A:H", score: 5.5 },
    affects: [{ source: "alpine319", package: "busybox", fixed: "1.36.1-r16" }],
  },
];
