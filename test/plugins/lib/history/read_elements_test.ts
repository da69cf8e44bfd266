import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import { readElements } from "#plugins/lib/history/read_elements.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** The elements of a file with this text, and where each of them starts. */
async function read(path: string, text: string): Promise<readonly { start: number; element: unknown }[]> {
  await writeFile(path, text);
  const file = await open(path);
  try {
    const elements = [];
    for await (const { start, bytes } of readElements(file)) {
      elements.push({ start, element: JSON.parse(bytes.toString()) });
    }
    return elements;
  } finally {
    await file.close();
  }
}

test("readElements() finds the objects of any array, whatever is in them and between them", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "report.json");
    const objects = fc.array(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(objects, fc.constantFrom(0, 2, "\t", "\r\n"), async (values, indent) => {
        const text = JSON.stringify(values, undefined, indent);
        const elements = await read(path, text);
        assert.deepEqual(
          elements.map(({ element }) => element),
          JSON.parse(text),
        );
        for (const { start } of elements) assert.equal(Buffer.from(text)[start], "{".charCodeAt(0));
      }),
      { numRuns: 50 },
    );
  });
});

test("readElements() puts together what it reads in pieces", async () => {
  await inTempFolder(async (folder) => {
    const values = Array.from({ length: 40 }, (_, index) => ({ index, text: '€\\"]}'.repeat(20_000 + index) }));
    const elements = await read(join(folder, "report.json"), JSON.stringify(values));
    assert.deepEqual(
      elements.map(({ element }) => element),
      values,
    );
  });
});

test("readElements() refuses what is no array of objects, and what is cut off anywhere", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "report.json");
    for (const text of ["{}", "[1]", '["a"]', "[[]]", "[] []", "[{}] x", "null"]) {
      await assert.rejects(read(path, text), /it is not an array of objects/, text);
    }
    const whole = '[{"a": "}]"}, {}]';
    for (let length = 0; length < whole.length; length += 1) {
      await assert.rejects(read(path, whole.slice(0, length)), SyntaxError, whole.slice(0, length));
    }
    assert.equal((await read(path, `${whole} \n`)).length, 2);
  });
});

test.run();
