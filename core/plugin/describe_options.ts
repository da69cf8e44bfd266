import { isRecord } from "../services/values.ts";
import type { StandardSchema } from "./standard_schema.ts";

/** A JSON Schema, draft-07. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One option of a plugin, for people to read. */
export interface OptionInfo {
  readonly name: string;
  /** In words: `text`, `whole number`, `"basic" or "bearer"`, `list of text`. */
  readonly type: string;
  /** What holds without it, where that is one value. */
  readonly default?: unknown;
  readonly isRequired: boolean;
  /** Empty where the schema has none. */
  readonly description: string;
}

/**
 * What a plugin's options may be, as JSON Schema draft-07; undefined where the schema cannot say.
 *
 * A plugin without a schema takes no options.
 */
export function toOptionsSchema(options: StandardSchema | undefined): JsonSchema | undefined {
  if (options === undefined) return { type: "object", properties: {}, additionalProperties: false };
  try {
    const schema = options["~standard"].jsonSchema?.input({ target: "draft-07" });
    if (schema === undefined) return undefined;
    const { $schema: _, ...rest } = schema;
    return rest;
  } catch {
    return undefined;
  }
}

/**
 * Lists the options of a plugin with type, default and description, from its schema. Any schema will do that implements
 * Standard JSON Schema; of others nothing is known.
 *
 * @example
 * ```ts
 * import { describeOptions } from "hullscan/kit";
 * import { imageList } from "hullscan/plugins";
 *
 * const [file] = describeOptions(imageList().definition.options) ?? [];
 * if (file?.default !== "input_images.txt") throw new Error("the default is not there");
 * ```
 *
 * @see {@link https://standardschema.dev/json-schema}
 */
export function describeOptions(options: StandardSchema | undefined): readonly OptionInfo[] | undefined {
  const schema = toOptionsSchema(options);
  if (schema === undefined) return undefined;
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(isRecord(schema.properties) ? schema.properties : {}).map(([name, property]) => {
    const option = isRecord(property) ? property : {};
    return {
      name,
      type: describeType(option),
      ...("default" in option && { default: option.default }),
      isRequired: required.includes(name) && !("default" in option),
      description: typeof option.description === "string" ? option.description : "",
    };
  });
}

const TYPE_TEXT: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  null: "null",
};

/** What a schema accepts, in a few words. */
export function describeType(schema: JsonSchema): string {
  const { type, items } = schema;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return orList(schema.enum.map((value) => JSON.stringify(value)));
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (choices !== undefined) return orList([...new Set(choices.filter(isRecord).map(describeType))]);
  if (type === "array") return `list of ${isRecord(items) ? describeType(items) : "anything"}`;
  if (type === "integer" || type === "number")
    return `${type === "integer" ? "whole number" : "number"}${describeRange(schema)}`;
  if (type === "object") return isRecord(schema.properties) ? "object" : `object of ${describeValue(schema)}`;
  return typeof type === "string" ? (TYPE_TEXT[type] ?? type) : "anything";
}

function describeValue({ additionalProperties }: JsonSchema): string {
  return isRecord(additionalProperties) ? describeType(additionalProperties) : "anything";
}

/** ` from 1`, ` 0 to 8`: without the bounds that every number of JavaScript has. */
function describeRange({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const least = typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : minimum;
  const hasLeast = typeof least === "number" && least > Number.MIN_SAFE_INTEGER;
  const hasMost = typeof maximum === "number" && maximum < Number.MAX_SAFE_INTEGER;
  if (hasLeast && hasMost) return ` ${least} to ${maximum}`;
  if (hasMost) return ` up to ${maximum}`;
  return hasLeast ? ` from ${least}` : "";
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
