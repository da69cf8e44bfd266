import type { VulnerabilityFinding } from "../model/mod.ts";

/**
 * Makes a vulnerability, of HIGH severity where the fields say nothing else.
 *
 * @example
 * ```ts
 * import { fakeFinding } from "hullscan/testing";
 *
 * if (fakeFinding({ severity: "CRITICAL" }).type !== "vulnerability") throw new Error("not a vulnerability");
 * ```
 */
export function fakeFinding(fields: Partial<VulnerabilityFinding> = {}): VulnerabilityFinding {
  return {
    type: "vulnerability",
    severity: "HIGH",
    componentType: "Debian-package",
    target: "nginx:1.27 (debian 12.5)",
    typeDetail: "debian",
    classDetail: "os-pkgs",
    id: "CVE-2024-0001",
    library: "libc6",
    installedVersion: "2.36-9",
    fixedVersion: "",
    ...fields,
  };
}
