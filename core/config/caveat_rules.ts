import type { Plugin } from "../plugin/define.ts";
import type { JsonSchema } from "../plugin/describe_options.ts";
import { isKind } from "../plugin/recognize.ts";
import { FOREIGN } from "./plugin_definitions.ts";

/** A part of the JSON Schema, and the definitions that it refers to. */
interface CaveatRules {
  readonly allOf: readonly JsonSchema[];
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

/**
 * Says in JSON Schema what `checkCaveatCodes()` checks: a code in `failOn.caveats` is one that a processor of the config
 * may have. A processor that does not declare its codes, such as one of another package, may have any.
 */
export function describeCaveatRules(plugins: readonly Plugin[]): CaveatRules {
  const processors = plugins.flatMap((plugin) => (isKind(plugin, "processor") ? [plugin.definition] : []));
  const silent = processors.filter(({ caveats }) => caveats === undefined).map(({ name }) => name);
  const declaring = processors.filter(({ caveats = [] }) => caveats.length > 0);
  const known = [...new Set(declaring.flatMap(({ caveats = [] }) => caveats))];
  const rules = [
    { id: "any_caveats", names: silent, codes: known.length > 0 ? { enum: known } : false },
    ...known.map((code) => {
      const names = declaring.filter(({ caveats }) => caveats?.includes(code)).map(({ name }) => name);
      return { id: `caveats_of_${names.join("_or_")}`, names: [...silent, ...names], codes: { not: { const: code } } };
    }),
  ];
  return {
    allOf: rules.map(({ id, codes }) => {
      const rule = { properties: { caveats: { items: codes } } };
      const gate = { ...rule, items: rule };
      return { if: hasProcessors({ $ref: `#/definitions/${id}` }), else: { properties: { failOn: gate } } };
    }),
    definitions: Object.fromEntries(rules.map(({ id, names }) => [id, describeListWith(names, `#/definitions/${id}`)])),
  };
}

/** A config with such a list of processors, in whichever pipeline. */
function hasProcessors(list: JsonSchema): JsonSchema {
  const pipeline = { type: "object", required: ["processors"], properties: { processors: list } };
  const pipelines = { type: "object", not: { additionalProperties: { not: pipeline } } };
  return { anyOf: [pipeline, { required: ["pipelines"], properties: { pipelines } }] };
}

/** A list that has one of the named processors, or one that is not ours; also in a list in it. */
function describeListWith(names: readonly string[], itself: string): JsonSchema {
  const name = { type: "string", pattern: [FOREIGN, ...names.map((own) => `^${own}$`)].join("|") };
  const withOptions = { type: "object", not: { propertyNames: { not: name } } };
  return { type: "array", contains: { anyOf: [name, withOptions, { $ref: itself }] } };
}
