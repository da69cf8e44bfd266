import assert from "node:assert/strict";
import { test } from "uvu";
import { z } from "zod";
import { describeOptions, type StandardSchema, toOptionsSchema } from "#core/kit.ts";

function typeOf(schema: z.ZodType): string | undefined {
  return describeOptions(z.strictObject({ it: schema }))?.[0]?.type;
}

test("describeOptions() gives name, type, default and description of each option", () => {
  const schema = z.strictObject({
    file: z.string().default("a.txt").describe("The list"),
    url: z.string().describe("Where it is"),
    days: z.int().min(0).optional().describe("How old"),
    tags: z.array(z.string()).default([]),
  });
  assert.deepEqual(describeOptions(schema), [
    { name: "file", type: "text", default: "a.txt", isRequired: false, description: "The list" },
    { name: "url", type: "text", isRequired: true, description: "Where it is" },
    { name: "days", type: "whole number from 0", isRequired: false, description: "How old" },
    { name: "tags", type: "list of text", default: [], isRequired: false, description: "" },
  ]);
});

test("describeOptions() says types in words", () => {
  assert.equal(typeOf(z.boolean()), "true or false");
  assert.equal(typeOf(z.enum(["a", "b", "c"])), '"a", "b" or "c"');
  assert.equal(typeOf(z.literal([1, 2])), "1 or 2");
  assert.equal(typeOf(z.literal("all")), '"all"');
  assert.equal(typeOf(z.union([z.string().min(1), z.array(z.string())])), "text or list of text");
  assert.equal(typeOf(z.record(z.string(), z.int())), "object of whole number");
  assert.equal(typeOf(z.strictObject({ a: z.string() })), "object");
  assert.equal(typeOf(z.int().min(1).max(64)), "whole number 1 to 64");
  assert.equal(typeOf(z.int().positive()), "whole number from 1");
  assert.equal(typeOf(z.number().max(5)), "number up to 5");
  assert.equal(typeOf(z.unknown()), "anything");
});

test("describeOptions() knows nothing of a schema that cannot tell, and nothing is what a plugin without one takes", () => {
  const silent: StandardSchema = {
    "~standard": { version: 1, vendor: "own", validate: (value) => ({ value }) },
  };
  const failing: StandardSchema = {
    "~standard": {
      ...silent["~standard"],
      jsonSchema: {
        input() {
          throw new Error("not representable");
        },
      },
    },
  };
  assert.equal(describeOptions(silent), undefined);
  assert.equal(describeOptions(failing), undefined);
  assert.equal(describeOptions(z.strictObject({ a: z.date() })), undefined);
  assert.deepEqual(describeOptions(undefined), []);
  assert.deepEqual(toOptionsSchema(undefined), { type: "object", properties: {}, additionalProperties: false });
});

test.run();
