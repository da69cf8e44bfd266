import assert from "node:assert/strict";
import { inspect } from "node:util";
import { test } from "uvu";
import { PostgresAddress } from "#plugins/lib/history/place/mod.ts";
import { catchScanError } from "#support/scan_error.ts";

test("a password whose characters end the host before it is refused, and stands in no message", async () => {
  for (const password of ["12/hunter2", "12?hunter2", "12#hunter2", "/hunter2", "?sslmode=hunter2", "pa/hunter2"]) {
    const { code, message } = await catchScanError(() => new PostgresAddress(`postgres://scan:${password}@db/x`));
    assert.equal(code, "HISTORY_ADDRESS");
    assert.doesNotMatch(message, /hunter|12/, password);
  }
  const address = new PostgresAddress("postgres://scan:12%2Fhunter2%40@db/x?sslrootcert=/a%40b.pem");
  assert.equal(address.findPassword({}), "12/hunter2@");
  assert.equal(address.certificates.ca, "/a@b.pem");
  assert.equal(inspect(address).includes("hunter2"), false);
});

test("a host that is no text is refused in words", async () => {
  const { code } = await catchScanError(() => new PostgresAddress("postgres://%ff/x"));
  assert.equal(code, "HISTORY_ADDRESS");
});

test.run();
