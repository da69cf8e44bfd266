import { findSeverity, levelOf } from "../model/mod.ts";
import { describeType, toOptionsSchema } from "../plugin/describe_options.ts";
import type { SchemaIssue, StandardSchema } from "../plugin/standard_schema.ts";
import { isSecretName } from "../services/secrets/secret_name.ts";
import { describe, isRecord } from "../services/values.ts";
import { findNearest } from "./nearest.ts";

/** One thing that is wrong with the options of a plugin, in words. */
export interface DescribedIssue {
  readonly expected: string;
  /** The value that was most likely meant. */
  readonly nearest?: string | undefined;
}

/** What the words of a schema library begin with where the schema's author has not found better ones. */
const RAW = /^(?:Invalid |Too (?:small|big)|Unrecognized key|Expected )/;

/** The steps of an issue's path. */
export function stepsOf({ path = [] }: SchemaIssue): readonly string[] {
  return path.map((step) => String(typeof step === "object" ? step.key : step));
}

/** A path as one would write it in code: `skipFiles[0]`, `buildArgs["x y"]`. */
export function formatSteps(at: string, steps: readonly string[]): string {
  return steps.reduce((path, step) => {
    if (/^\d+$/.test(step)) return `${path}[${step}]`;
    return /^[\w$]+$/.test(step) ? `${path}.${step}` : `${path}[${JSON.stringify(step)}]`;
  }, at);
}

/**
 * Says what was expected and what was there instead: in the words of the schema's author where there are some, else from
 * the schema itself, with a value that would be right where one is known.
 */
export function describeIssue(
  issue: SchemaIssue,
  { schema, options }: { readonly schema: StandardSchema | undefined; readonly options: unknown },
): DescribedIssue {
  const steps = stepsOf(issue);
  const value = steps.reduce<unknown>(
    (at, step) => (isRecord(at) || Array.isArray(at) ? Reflect.get(at, step) : undefined),
    options,
  );
  const node = findNode(toOptionsSchema(schema), steps);
  const words = toAuthorsWords(issue);
  const isSecret = steps.some(isSecretName);
  const given = isSecret ? "what is there" : describe(value);
  const suggestion = isSecret ? "" : suggest(value, node);
  if (words !== undefined) return { expected: `${words}, not ${given}${suggestion}` };
  if (node === undefined) return { expected: `${issue.message}, not ${given}` };
  const choices = toChoices(node);
  const isMistyped = typeof value === "string" && !choices.includes(value);
  const nearest = isMistyped ? findNearest(value, choices) : undefined;
  if (value === undefined) return { expected: `is required: expected ${toWords(node)}` };
  return { expected: `expected ${toWords(node)}, not ${given}${nearest === undefined ? suggestion : ""}`, nearest };
}

/** The keys that an object may have where the steps lead. */
export function listKeys(schema: StandardSchema | undefined, steps: readonly string[]): readonly string[] {
  // The schemas of zod tell their own keys also where JSON Schema cannot say the rest.
  if (steps.length === 0 && schema && "shape" in schema && isRecord(schema.shape)) return Object.keys(schema.shape);
  const node = findNode(toOptionsSchema(schema), steps);
  return isRecord(node?.properties) ? Object.keys(node.properties) : [];
}

/** The author's words; of a key that is none, those about the key. */
function toAuthorsWords(issue: SchemaIssue): string | undefined {
  const inner = "issues" in issue && Array.isArray(issue.issues) ? issue.issues[0] : undefined;
  const message = isRecord(inner) && typeof inner.message === "string" ? inner.message : issue.message;
  return RAW.test(message) ? undefined : message;
}

/** Where in a JSON Schema the steps lead. */
function findNode(root: Readonly<Record<string, unknown>> | undefined, steps: readonly string[]) {
  let node: unknown = root;
  for (const step of steps) {
    if (!isRecord(node)) return undefined;
    const items = /^\d+$/.test(step) ? findItems(node) : undefined;
    const properties = isRecord(node.properties) ? node.properties : {};
    node = items ?? (Object.hasOwn(properties, step) ? properties[step] : node.additionalProperties);
  }
  return isRecord(node) && Object.keys(node).length > 0 ? node : undefined;
}

function findItems(node: Readonly<Record<string, unknown>>): unknown {
  if (isRecord(node.items)) return node.items;
  const choices = [node.anyOf, node.oneOf].find(Array.isArray) ?? [];
  return choices.find((choice) => isRecord(choice) && isRecord(choice.items))?.items;
}

function toWords(node: Readonly<Record<string, unknown>>): string {
  const type = describeType(node);
  const example = typeof node.default === "string" ? ` such as ${JSON.stringify(node.default)}` : "";
  if (node.type === "string" && node.format === "uri") return 'an address such as "https://example.com"';
  if (type === "text") return `a text${example || (node.minLength ? " that is not empty" : "")}`;
  if (node.type === "array" && node.minItems) return `a ${type} with at least one entry`;
  return /^(?:list|whole number|number|object)/.test(type) ? `${type.startsWith("object") ? "an" : "a"} ${type}` : type;
}

function toChoices(node: Readonly<Record<string, unknown>>): readonly string[] {
  if (isRecord(node.items)) return toChoices(node.items);
  const one = "const" in node ? [node.const] : [];
  return [...one, ...(Array.isArray(node.enum) ? node.enum : [])].filter((choice) => typeof choice === "string");
}

/** A number where a text with a unit is wanted lacks the unit; a text where a number is wanted has quotes too many. */
function suggest(value: unknown, node: Readonly<Record<string, unknown>> | undefined): string {
  const unit = typeof node?.default === "string" ? /^\d+([a-z]+)$/.exec(node.default)?.[1] : undefined;
  const isNumber = /^\d+(?:\.\d+)?$/.test(String(value));
  if (unit !== undefined && isNumber) return `: write "${value}${unit}"`;
  if (typeof value === "string" && isNumber && node !== undefined && takesNumber(node, Number(value)))
    return `: write ${value}`;
  if (/^(?:true|false)$/.test(String(value)) && typeof value === "string" && node?.type === "boolean")
    return `: write ${value}`;
  const severity = findSeverity(value);
  if (severity !== undefined && Array.isArray(node?.enum) && node.enum.includes(levelOf(severity))) {
    return `: write ${levelOf(severity)}`;
  }
  return typeof value === "string" && isRecord(node?.items) ? suggestList(value, node.items) : "";
}

function suggestList(value: string, items: Readonly<Record<string, unknown>>): string {
  if (/^\d+$/.test(value) && takesNumber(items, Number(value))) return `: write [${value}]`;
  const choices = toChoices(items);
  const isTaken = items.type === "string" && value !== "" && (choices.length === 0 || choices.includes(value));
  return isTaken ? `: write ["${value}"]` : "";
}

/** Whether a node takes a number, as far as JSON Schema says. */
function takesNumber({ type, enum: values, minimum, maximum }: Readonly<Record<string, unknown>>, value: number) {
  if (type !== "number" && !(type === "integer" && Number.isInteger(value))) return false;
  if (Array.isArray(values)) return values.includes(value);
  return !(typeof minimum === "number" && value < minimum) && !(typeof maximum === "number" && value > maximum);
}
