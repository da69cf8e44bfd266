import assert from "node:assert/strict";
import { isScanError, type ScanError } from "#core/errors/mod.ts";

/** The ScanError that work throws or rejects with; fails when there is none. */
export async function catchScanError(work: () => unknown): Promise<ScanError> {
  try {
    await work();
  } catch (error) {
    assert.ok(isScanError(error), `expected a ScanError, not ${error}`);
    return error;
  }
  return assert.fail("expected a ScanError, but nothing was thrown");
}
