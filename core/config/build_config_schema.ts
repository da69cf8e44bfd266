import { z } from "zod";
import type { Plugin } from "../plugin/define.ts";
import type { JsonSchema } from "../plugin/describe_options.ts";
import { describeCaveatRules } from "./caveat_rules.ts";
import { configSchema } from "./config_schema.ts";
import { describeKind, FILLED } from "./plugin_definitions.ts";
import { jsonSchemas } from "./schema_parts.ts";

/**
 * The JSON Schema (draft-07, which editors know best) of a config in JSON or YAML, that names some plugins.
 *
 * It is for editors: an order of processors that cannot work, and the like, only `scan check` finds.
 */
export function buildConfigSchema(plugins: readonly Plugin[]): JsonSchema {
  const { definitions, ...schema }: JsonSchema & { readonly definitions?: JsonSchema } = z.toJSONSchema(configSchema, {
    target: "draft-7",
    io: "input",
    metadata: jsonSchemas,
    // Plugins and functions: what the registry says of them instead is all there is.
    unrepresentable: "any",
  });
  const kinds = ["source", "processor", "sink", "observer", "engine"] as const;
  const named = kinds.flatMap((kind) => Object.entries(describeKind(kind, plugins)));
  const caveats = describeCaveatRules(plugins);
  return {
    ...schema,
    allOf: caveats.allOf,
    definitions: { ...definitions, filled: FILLED, ...Object.fromEntries(named), ...caveats.definitions },
  };
}
