import type { Advisory } from "./advisory.ts";

/** Advisories for packages of Debian 12 in the sample images. */
export const DEBIAN_ADVISORIES: readonly Advisory[] = [
  {
    id: "CVE-2023-38545",
    title: "curl: heap overflow in the SOCKS5 handshake",
    description: "A host name that is too long for a SOCKS5 proxy is copied into a buffer that is too small for it.",
    severity: "CRITICAL",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 },
    affects: [{ source: "debian12", package: "curl", fixed: "7.88.1-10+deb12u4" }],
  },
  {
    id: "CVE-2023-38546",
    title: "curl: cookies from a file named none",
    description: "A duplicated handle without cookies reads them from a file called none in the current folder.",
    severity: "LOW",
    cvss: { vector: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", score: 3.7 },
    affects: [{ source: "debian12", package: "curl", fixed: "7.88.1-10+deb12u4" }],
  },
  {
    id: "CVE-2023-4911",
    title: "glibc: buffer overflow in the dynamic loader",
    description:
      "The loader misreads GLIBC_TUNABLES, so that a local user can become root through a set-user-ID program.",
    severity: "HIGH",
    cvss: { vector: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", score: 7.8 },
    affects: [{ source: "debian12", package: "glibc", fixed: "2.36-9+deb12u3" }],
  },
  {
    id: "CVE-2023-45853",
    title: "zlib: integer overflow in MiniZip",
    description:
      "A file name, comment or extra field that is too long overflows a buffer when MiniZip writes an archive.",
    severity: "CRITICAL",
    cvss: { vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score: 9.8 },
    affects: [{ source: "debian12", package: "zlib", status: "will_not_fix" }],
  },
  {
    id: "CVE-2023-7008",
    title: "systemd-resolved: unsigned answers in signed zones",
    description: "The resolver accepts records of a DNSSEC-signed domain although their signature is missing.",
    severity: "MEDIUM",
    cvss: { vector: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:N", score: 5.9 },
    affects: [{ source: "debian12", package: "systemd", fixed: "252.21-1~deb12u1" }],
  },
  {
    id: "CVE-2011-3374",
    title: "apt: weak check of the keyring",
    description: "The old apt-key net-update accepts keys that were not signed by the distribution's master key.",
    severity: "LOW",
    cvss: { vector: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N", score: 3.7 },
    affects: [{ source: "debian12", package: "apt" }],
  },
  {
    id: "TEMP-0841856-B18BAF",
    title: "bash: privileges kept after a failed drop",
    description: "Debian's own number for a report that has no CVE; nobody has rated it.",
    severity: "UNKNOWN",
    affects: [{ source: "debian12", package: "bash" }],
  },
];
