import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { decodeLine, encodeLine } from "#core/journal/line.ts";

const lines = fc.record(
  {
    kind: fc.constantFrom("done", "failed", "skipped", "run", "owner"),
    key: fc.stringMatching(/^[0-9a-f]{32}$|^-$/),
    json: fc.json(),
  },
  { noNullPrototype: true },
);

test("a line survives being written, and is one line", () => {
  fc.assert(
    fc.property(lines, (line) => {
      const bytes = encodeLine(line);
      assert.equal(bytes.indexOf("\n"), bytes.length - 1);
      assert.deepEqual(decodeLine(bytes.subarray(0, -1)), line);
    }),
  );
});

test("a line in which a bit is wrong, or an end is missing, is none", () => {
  fc.assert(
    fc.property(lines, fc.nat(), fc.nat(7), (line, at, bit) => {
      const bytes = encodeLine(line).subarray(0, -1);
      assert.equal(decodeLine(bytes.subarray(0, at % bytes.length)), undefined);
      const place = at % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
      // The space after the checksum is not part of what it covers.
      if (place !== 32) assert.equal(decodeLine(bytes), undefined);
    }),
  );
});

test.run();
