import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { createArrayWriter, formatElement } from "#plugins/sinks/grouped_json/array_writer.ts";

async function writeArray(elements: readonly unknown[], indent: number): Promise<string> {
  let text = "";
  const writer = createArrayWriter(
    async (chunk) => {
      text += chunk;
    },
    { indent },
  );
  for (const element of elements) await writer.add(formatElement(element, { indent }));
  await writer.end();
  return text;
}

test("createArrayWriter() writes the same text as JSON.stringify() does for the whole array", async () => {
  const element = fc.dictionary(fc.string(), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(fc.array(element, { maxLength: 4 }), fc.integer({ min: 0, max: 8 }), async (elements, indent) => {
      assert.equal(await writeArray(elements, indent), `${JSON.stringify(elements, undefined, indent)}\n`);
    }),
  );
});

test.run();
