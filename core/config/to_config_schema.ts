import { SEVERITIES } from "../model/mod.ts";
import type { Plugin, PluginKind } from "../plugin/define.ts";
import { type JsonSchema, toOptionsSchema } from "../plugin/describe_options.ts";
import { MAX_JOBS } from "./limits.ts";

/** What stands in a name that is not one of ours but a file or a package: `./my_sink.js`, `hullscan-sink-pager`. */
const FOREIGN = "[^a-z0-9_]";

/**
 * The JSON Schema (draft-07, which editors know best) of a config in JSON or YAML, that names some plugins.
 *
 * It is for editors: an order of processors that cannot work, and the like, only `scan check` finds.
 */
export function toConfigSchema(plugins: readonly Plugin[]): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A config of hullscan",
    type: "object",
    properties: {
      $schema: { type: "string", description: "Where this schema is, for editors" },
      pipelines: {
        description: "Pipelines by name; `false` switches one off",
        type: "object",
        minProperties: 1,
        additionalProperties: { anyOf: [{ $ref: "#/definitions/pipeline" }, { const: false }] },
      },
      ...PIPELINE_PROPERTIES,
      observers: { description: "What watches the run", $ref: "#/definitions/observers" },
      engine: { description: "Where the processors of a target run", $ref: "#/definitions/engine" },
      outputDir: {
        description: "The folder for reports, relative to the config's folder; without it, the current folder",
        type: "string",
        minLength: 1,
      },
      failOn: {
        description:
          "What makes the run exit with 1: findings at this severity or above, or, in an object, caveats too",
        anyOf: [
          GATE_SEVERITY,
          {
            type: "object",
            properties: {
              severity: GATE_SEVERITY,
              caveats: {
                description: "true: any; else those with these codes",
                anyOf: [{ type: "boolean" }, { type: "array", minItems: 1, items: { type: "string" } }],
              },
            },
            additionalProperties: false,
          },
        ],
      },
      journal: {
        description: "Whether outcomes are kept on the disk as long as the run goes on, for --resume",
        type: "boolean",
      },
    },
    additionalProperties: false,
    anyOf: [{ required: ["pipelines"] }, { required: ["sources"] }],
    dependencies: {
      pipelines: { not: { anyOf: [{ required: ["sources"] }, { required: ["processors"] }, { required: ["jobs"] }] } },
    },
    definitions: {
      pipeline: {
        type: "object",
        properties: PIPELINE_PROPERTIES,
        additionalProperties: false,
        required: ["sources"],
      },
      ...toDefinitions("source", plugins),
      ...toDefinitions("processor", plugins),
      ...toDefinitions("sink", plugins),
      ...toDefinitions("observer", plugins),
      ...toDefinitions("engine", plugins),
    },
  };
}

/** A level from 1 to 5 is a severity, too. */
const GATE_SEVERITY = {
  enum: [...SEVERITIES, ...SEVERITIES.map((name) => name.toLowerCase()), 1, 2, 3, 4, 5],
} as const;

const PIPELINE_PROPERTIES = {
  sources: { description: "Where targets come from", $ref: "#/definitions/sources" },
  processors: { description: "What is done with each target, in this order", $ref: "#/definitions/processors" },
  sinks: { description: "Where outcomes go", $ref: "#/definitions/sinks" },
  scanless: { description: "Whether a pipeline without a scanner is meant to be so", type: "boolean" },
  jobs: {
    description: "How many targets are in work at a time",
    type: "integer",
    minimum: 1,
    maximum: MAX_JOBS,
    default: 1,
  },
} as const;

/** A list of plugins of one kind, and one of them: its name, or its name with its options. */
function toDefinitions(kind: PluginKind, plugins: readonly Plugin[]): Readonly<Record<string, JsonSchema>> {
  const definitions = plugins.filter((plugin) => plugin.kind === kind).map(({ definition }) => definition);
  const options = definitions.map(({ name, description, options: schema }) => {
    return [name, { ...(description && { description }), ...(toOptionsSchema(schema) ?? { type: "object" }) }] as const;
  });
  const byName = options.filter(([, schema]) => !("required" in schema)).map(([name]) => name);
  return {
    [`${kind}s`]: { type: "array", items: { $ref: `#/definitions/${kind}` } },
    [kind]: {
      anyOf: [
        ...(byName.length > 0 ? [{ enum: byName }] : []),
        { type: "string", pattern: FOREIGN },
        {
          type: "object",
          properties: Object.fromEntries(options),
          patternProperties: { [FOREIGN]: { type: "object" } },
          additionalProperties: false,
          minProperties: 1,
          maxProperties: 1,
        },
        { $ref: `#/definitions/${kind}s` },
      ],
    },
  };
}
