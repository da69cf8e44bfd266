import assert from "node:assert/strict";
import { validateXML } from "xmllint-wasm";
import { JUNIT_XSD } from "../junit_xsd.ts";

/** XML that fits the schema of the strictest readers, by xmllint. */
export async function checkJunit(xml: string): Promise<void> {
  const { errors } = await validateXML({ xml, schema: JUNIT_XSD, maxMemoryPages: 16_384 });
  assert.deepEqual(errors, []);
}
