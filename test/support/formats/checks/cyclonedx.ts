import assert from "node:assert/strict";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

/** A bill of materials that CycloneDX's own library takes. */
export async function checkCyclonedx(json: string): Promise<void> {
  assert.equal(await validator.validate(json), null);
}
