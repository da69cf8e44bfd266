import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "uvu";
import { KeySet } from "#plugins/lib/formats/sarif/key_set.ts";

test("a key set knows each key once, however many there are, and zeros too", () => {
  const keys = ["0".repeat(16), `${"0".repeat(8)}ffffffff`, `ffffffff${"0".repeat(8)}`];
  for (let index = 0; index < 10_000; index += 1) keys.push(hash("sha256", String(index)).slice(0, 16));
  const set = new KeySet();
  assert.ok(keys.every((key) => set.add(key)));
  assert.ok(keys.every((key) => !set.add(key)));
});

test.run();
