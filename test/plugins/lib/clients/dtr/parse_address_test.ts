import assert from "node:assert/strict";
import { test } from "uvu";
import { parseAddress } from "#plugins/lib/clients/dtr/open_dtr.ts";
import { catchScanError } from "#support/scan_error.ts";

test("an address is taken as people write it", () => {
  const cases = [
    ["https://dtr.example.com", "https://dtr.example.com", "dtr.example.com"],
    ["https://dtr.example.com:443/", "https://dtr.example.com", "dtr.example.com"],
    ["dtr.example.com:8443", "https://dtr.example.com:8443", "dtr.example.com:8443"],
    ["HTTPS://DTR.example.com/api/v0/", "https://dtr.example.com", "dtr.example.com"],
    ["https://example.com/dtr//", "https://example.com/dtr", "example.com"],
    ["http://localhost:8080", "http://localhost:8080", "localhost:8080"],
    ["http://127.0.0.1", "http://127.0.0.1", "127.0.0.1"],
    ["http://[::1]:1", "http://[::1]:1", "[::1]:1"],
  ] as const;
  for (const [text, url, host] of cases) assert.deepEqual(parseAddress(text), { url, host }, text);
});

test("plain http is for this machine, unless it is asked for", async () => {
  for (const text of ["http://dtr.example.com", "http://127.0.0.1.example.com", "http://localhost.example.com"]) {
    const error = await catchScanError(() => parseAddress(text));
    assert.deepEqual([error.code, error.usage], ["DTR_URL", true]);
    assert.match(error.message, /read the token/);
    assert.equal(parseAddress(text, { insecure: true }).url, text);
  }
});

test("what is no address, or holds more than one, is refused without telling what was in it", async () => {
  const bad = [
    "",
    "https://",
    "ftp://x",
    "https://user:hunter2@dtr.example.com",
    "https://x/?token=hunter2",
    "https://x/#hunter2",
  ];
  for (const text of bad) {
    const error = await catchScanError(() => parseAddress(text));
    assert.equal(error.code, "DTR_URL", text);
    assert.doesNotMatch(error.message, /hunter2/);
  }
});

test.run();
