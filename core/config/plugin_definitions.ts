import type { Plugin, PluginKind } from "../plugin/define.ts";
import { type JsonSchema, toOptionsSchema } from "../plugin/describe_options.ts";
import { FALSY } from "./config_schema.ts";

/** Names that are not ours: a module's path, a package with a scope, or with what the names of plugins do not have. */
export const FOREIGN = [
  String.raw`^\.{1,2}[/\\]|^/|^[A-Za-z]:[/\\]`,
  "^@[a-z0-9~-][a-z0-9_.~-]*/[a-z0-9~-][a-z0-9_.~-]*$",
  "^[a-z0-9~-][a-z0-9_.~-]*[.~-][a-z0-9_.~-]*$",
].join("|");

/** Lists of plugins of one kind, and one of them: its name, or its name with its options. */
export function describeKind(kind: PluginKind, plugins: readonly Plugin[]): Readonly<Record<string, JsonSchema>> {
  const definitions = plugins.filter((plugin) => plugin.kind === kind).map(({ definition }) => definition);
  const current = definitions.map((definition) => [definition.name, describePlugin(definition)] as const);
  const former = definitions.flatMap((definition) =>
    (definition.formerNames ?? []).map((name) => [name, { ...describePlugin(definition), deprecated: true }] as const),
  );
  return {
    [`${kind}s`]: {
      type: "array",
      items: { anyOf: [{ enum: FALSY }, { $ref: `#/definitions/${kind}` }, { $ref: `#/definitions/${kind}s` }] },
    },
    [kind]: {
      anyOf: [
        ...describeNames(current),
        ...describeNames(former).map((names) => ({ ...names, deprecated: true })),
        { type: "string", pattern: FOREIGN },
        {
          type: "object",
          properties: Object.fromEntries([...current, ...former]),
          patternProperties: { [FOREIGN]: { type: MAYBE_OBJECT } },
          additionalProperties: false,
          minProperties: 1,
          maxProperties: 1,
        },
      ],
    },
  };
}

/** What the options of a plugin may be. YAML has null for a name with a colon behind which there is nothing. */
function describePlugin({ description, options }: Plugin["definition"]): JsonSchema {
  const schema = toOptionsSchema(options) ?? { type: "object" };
  return {
    ...(description !== undefined && { description }),
    ...schema,
    ...(!("required" in schema) && { type: MAYBE_OBJECT }),
  };
}

/** The names of plugins that can do without options. */
function describeNames(plugins: readonly (readonly [string, JsonSchema])[]): readonly JsonSchema[] {
  const names = plugins.filter(([, schema]) => !("required" in schema)).map(([name]) => name);
  return names.length > 0 ? [{ enum: names }] : [];
}

const MAYBE_OBJECT = ["object", "null"] as const;

/** A list with an entry that is not left out. */
export const FILLED = {
  type: "array",
  contains: { anyOf: [{ type: "object" }, { type: "string", minLength: 1 }, { $ref: "#/definitions/filled" }] },
} as const;
