import assert from "node:assert/strict";
import { Response } from "undici";
import { test } from "uvu";
import { statusError } from "#plugins/lib/clients/registry/failures.ts";

async function codeOf(status: number, code?: string, message?: string): Promise<string> {
  const body = code === undefined ? "<html>no</html>" : JSON.stringify({ errors: [{ code, message }] });
  return (await statusError(new Response(body, { status }), { doing: "look" })).code;
}

test("what asks for patience is told as such, whatever the status it comes under", async () => {
  for (const status of [408, 425, 500, 502, 503, 504, 520, 522, 530]) {
    assert.equal(await codeOf(status), "REGISTRY_UNREACHABLE", String(status));
  }
  assert.equal(await codeOf(429), "REGISTRY_RATE_LIMITED");
  assert.equal(await codeOf(403, "DENIED", "Rate exceeded"), "REGISTRY_RATE_LIMITED");
  assert.equal(await codeOf(403, "TOOMANYREQUESTS"), "REGISTRY_RATE_LIMITED");
});

test("a rule of the registry is no wrong login", async () => {
  assert.equal(await codeOf(412, "PROJECTPOLICYVIOLATION", "it is not signed"), "REGISTRY_POLICY");
  assert.equal(await codeOf(451), "REGISTRY_POLICY");
  assert.equal(await codeOf(403, "DENIED", "requested access to the resource is denied"), "REGISTRY_AUTH");
  assert.equal(await codeOf(418), "REGISTRY_BAD_ANSWER");
});

test.run();
