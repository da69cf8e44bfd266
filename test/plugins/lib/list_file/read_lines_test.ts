import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { createLineSplitter } from "#plugins/lib/list_file/read_lines.ts";

interface Line {
  readonly number: number;
  readonly text: string;
  readonly isCut: boolean;
}

function splitInto(chunks: readonly Buffer[], maxBytes = 4096): Line[] {
  const splitter = createLineSplitter(maxBytes);
  const toLine = ({ number, bytes, isCut }: ReturnType<typeof splitter.end>[number]) => ({
    number,
    text: bytes.toString(),
    isCut,
  });
  // The same memory for each chunk, as a reader of files does it.
  const shared = Buffer.alloc(Math.max(1, ...chunks.map((chunk) => chunk.length)));
  const lines = chunks.flatMap((chunk) => splitter.push(shared.subarray(0, chunk.copy(shared))).map(toLine));
  return [...lines, ...splitter.end().map(toLine)];
}

test("createLineSplitter() takes LF, CRLF and CR for the end of a line", () => {
  const texts = splitInto([Buffer.from("a\nb\r\nc\rd\r\r\n\ne")]).map(({ text }) => text);
  assert.deepEqual(texts, ["a", "b", "c", "d", "", "", "e"]);
});

test("createLineSplitter() gives the same lines however the bytes are cut into chunks", () => {
  const content = fc.string({ unit: fc.constantFrom("a", "é", "𝄞", " ", "\r", "\n", "\r\n"), maxLength: 60 });
  fc.assert(
    fc.property(content, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (text, sizes) => {
      const bytes = Buffer.from(text);
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = sizes[chunks.length % sizes.length] ?? 1;
        chunks.push(bytes.subarray(at, at + size));
        at += size;
      }
      const expected = text.split(/\r\n|\r|\n/);
      if (expected.at(-1) === "") expected.pop();
      assert.deepEqual(
        splitInto(chunks),
        expected.map((line, index) => ({ number: index + 1, text: line, isCut: false })),
      );
    }),
    { numRuns: 1000 },
  );
});

test("createLineSplitter() keeps the beginning of a line that is too long, and says so", () => {
  const chunks = ["12345", "678\n1234", "5\r\n123456\r", "\nx"].map((text) => Buffer.from(text));
  assert.deepEqual(splitInto(chunks, 5), [
    { number: 1, text: "12345", isCut: true },
    { number: 2, text: "12345", isCut: false },
    { number: 3, text: "12345", isCut: true },
    { number: 4, text: "x", isCut: false },
  ]);
});

test.run();
