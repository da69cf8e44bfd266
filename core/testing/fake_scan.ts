import type { ScanFacts } from "../model/mod.ts";

/**
 * Makes the facts of a scan by a scanner called `fake`, without caveats.
 *
 * @example
 * ```ts
 * import { fakeOutcome, fakeScan } from "hullscan/testing";
 *
 * const caveats = [{ code: "OS_UNKNOWN", message: "It is not known" }];
 * const { data } = fakeOutcome({ data: { findings: [], scans: [fakeScan({ caveats })] } });
 * if (data.scans?.[0]?.caveats.length !== 1) throw new Error("no caveat");
 * ```
 */
export function fakeScan(fields: Partial<ScanFacts> = {}): ScanFacts {
  return {
    scanner: { name: "fake", version: "1.0.0" },
    origin: "scan",
    scannedAt: "2024-01-02T03:04:07.000Z",
    attempts: 1,
    caveats: [],
    ...fields,
  };
}
