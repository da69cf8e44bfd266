import assert from "node:assert/strict";
import { Ajv, type SchemaObject } from "ajv";

/** An object with these keys and no others: the second ones may be missing. */
export function object(required: Readonly<Record<string, SchemaObject>>, optional = {}): SchemaObject {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

/** A text that is not blank, of this many characters at most. */
export function text(maxLength = 1_000_000, more: SchemaObject = {}): SchemaObject {
  return { type: "string", pattern: "\\S", maxLength, ...more };
}

export function oneOf(...values: readonly (string | boolean)[]): SchemaObject {
  return { enum: values };
}

export function list(items: SchemaObject, more: SchemaObject = {}): SchemaObject {
  return { type: "array", items, ...more };
}

/** Makes a check of JSON: it throws what does not fit, and where. */
export function jsonCheck(schema: SchemaObject): (json: string) => void {
  const validate = new Ajv({ allErrors: false, strict: true, strictRequired: false }).compile(schema);
  return (json) => {
    validate(JSON.parse(json));
    assert.deepEqual(validate.errors ?? [], []);
  };
}
