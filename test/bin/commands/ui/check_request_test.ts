import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "uvu";
import { checkRequest } from "../../../../bin/commands/ui/server/check_request.ts";

const token = "t".repeat(43);

/** The status of a refusal; 200 where the request is let in. */
function statusOf(host: string, port: number, headers: Readonly<Record<string, string>> = {}): number {
  const request = { headers: { host, ...headers }, method: "GET", url: `/?token=${token}` };
  const entry = checkRequest(request as unknown as IncomingMessage, { port, token });
  return "status" in entry ? entry.status : 200;
}

test("a browser leaves out the usual port, and no other one", () => {
  assert.equal(statusOf("127.0.0.1", 80), 200);
  assert.equal(statusOf("localhost", 80, { origin: "http://localhost" }), 200);
  assert.equal(statusOf("127.0.0.1", 8080), 403);
  assert.equal(statusOf("127.0.0.1:8080", 8080), 200);
  assert.equal(statusOf("evil.example", 80), 403);
  for (const host of ["127.0.0.1:80.evil.example", "localhost.", "[::1]", "", "0.0.0.0"]) {
    assert.equal(statusOf(host, 80), 403, host);
  }
});

test.run();
