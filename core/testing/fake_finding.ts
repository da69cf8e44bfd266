import type { VulnerabilityFinding } from "../model/mod.ts";

/**
 * Makes a vulnerability, of HIGH severity where the fields say nothing else.
 *
 * @example
 * ```ts
 * import { fakeFinding } from "hullscan/testing";
 *
 * if (fakeFinding({ severity: "CRITICAL" }).kind !== "vulnerability") throw new Error("not a vulnerability");
 * ```
 */
export function fakeFinding(fields: Partial<VulnerabilityFinding> = {}): VulnerabilityFinding {
  return {
    kind: "vulnerability",
    id: "CVE-2024-0001",
    severity: "HIGH",
    location: {},
    package: { name: "libc6", version: "2.36-9", class: "os", type: "debian" },
    fix: { state: "unknown", versions: [] },
    ...fields,
  };
}
