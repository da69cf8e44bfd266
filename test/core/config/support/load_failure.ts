import assert from "node:assert/strict";
import { isScanError, type ScanError } from "#core/errors/mod.ts";

/** What the loading of a config fails with. */
export async function loadFailure(load: Promise<unknown>): Promise<ScanError> {
  const error = await load.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  assert.ok(isScanError(error), String(error));
  assert.ok(error.usage, "a config that cannot be loaded is exit code 2");
  return error;
}
