import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { printable, printableJson, printableLines } from "#core/services/printable.ts";

const SEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

test("printable() leaves nothing that cannot be seen, and is never much longer than it may", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (text, maxLength) => {
      const shown = printable(text, maxLength);
      assert.doesNotMatch(shown, SEEN);
      assert.ok(shown.length <= maxLength * 10 + 40);
    }),
  );
});

test("printable() keeps what people write, and cuts at the end of a word", () => {
  assert.equal(printable("Größe 5 – 日本語 👍 a_b*c"), "Größe 5 – 日本語 👍 a_b*c");
  assert.equal(printable("no entry for s3cret-token", 20), "no entry for... (13 more characters)");
  assert.equal(printable("x".repeat(30), 20), `${"x".repeat(20)}... (10 more characters)`);
  assert.equal(printable(`${"x".repeat(19)}👍`, 20), `${"x".repeat(19)}... (2 more characters)`);
});

test("printableLines() keeps lines, and of very many the first and the last", () => {
  assert.deepEqual(printableLines("a\r\nb\u001b\nc"), ["a", "b\\u{1b}", "c"]);
  const lines = printableLines(Array.from({ length: 500 }, (_, index) => `${index}`).join("\n"));
  assert.deepEqual([lines.length, lines[0], lines.at(-1)], [101, "0", "499"]);
  assert.equal(lines[50], "... (400 more lines)");
});

test("printableJson() is JSON of the same value, with nothing that cannot be seen", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: "binary", maxLength: 50 }), (value, text) => {
      const json = printableJson({ value, text });
      assert.doesNotMatch(json, SEEN);
      assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify({ value, text })));
    }),
  );
});

test.run();
