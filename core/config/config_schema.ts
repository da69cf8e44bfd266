/**
 * What a config may be, said once: the program checks configs by it, the JSON Schema for editors is made of it, and a
 * test holds it equal to the type `ScanConfig`. Two things are not in it: the entries of plugin lists, which
 * `resolve_plugins.ts` checks and `plugin_definitions.ts` describes, and what a function returns before it is called.
 *
 * It loads zod, which takes time: import it only where a config is checked.
 *
 * @module
 */
import { z } from "zod";
import type { MaybePromise } from "../plugin/context.ts";
import type { EnginePlugin, Plugin, PluginKind } from "../plugin/define.ts";
import { describe, isRecord } from "../services/values.ts";
import { acceptRuleSchema, acceptSchema } from "./accept_schema.ts";
import { gateRule, gateSchema } from "./gate_schema.ts";
import { intelOptions, intelSchema } from "./intel_schema.ts";
import { ownerRuleSchema, ownersSchema } from "./owners_schema.ts";
import { MAX_NESTING } from "./resolve_plugins.ts";
import { type Falsy, MAX_JOBS, type PipelineConfig, type PluginList, SUMMARY_AMOUNTS } from "./scan_config.ts";
import { expects, jsonSchemas } from "./schema_parts.ts";

/** What JSON can write for an entry that is left out. */
export const FALSY = [false, null, "", 0] as const;

const boolean = z.boolean(expects("true or false"));

/** A list of plugins of a kind, whatever is in it. */
function pluginList<Kind extends PluginKind>(kind: Kind) {
  return z.custom<PluginList<Plugin<Kind>>>(Array.isArray, {
    error({ input }) {
      if (input === undefined) return `expected at least one ${kind}`;
      const remedy = typeof input === "string" && input !== "" ? `: write [${JSON.stringify(input)}]` : "";
      return `expected a list of ${kind}s, not ${describe(input)}${remedy}`;
    },
    abort: true,
  });
}

/** Whether a list has an entry that is not left out. One that contains itself, or is too deep, is refused elsewhere. */
function isFilled(list: readonly unknown[], around: readonly unknown[] = []): boolean {
  if (around.includes(list) || around.length >= MAX_NESTING) return true;
  return list.some((entry) => (Array.isArray(entry) ? isFilled(entry, [...around, list]) : Boolean(entry)));
}

const WHOLE_NUMBER = expects(`a whole number from 1 to ${MAX_JOBS}`);
const PIPELINE = expects("a pipeline { sources, processors, jobs }");

/** One pipeline. */
export const pipelineSchema = z
  .strictObject(
    {
      sources: pluginList("source")
        .refine((list) => isFilled(list), "expected at least one source")
        .register(jsonSchemas, {
          description: "Where targets come from",
          allOf: [{ $ref: "#/definitions/sources" }, { $ref: "#/definitions/filled" }],
        }),
      processors: pluginList("processor")
        .optional()
        .register(jsonSchemas, {
          description: "What is done with each target, in this order",
          allOf: [{ $ref: "#/definitions/processors" }],
        }),
      jobs: z
        .int(WHOLE_NUMBER)
        .min(1, WHOLE_NUMBER)
        .max(MAX_JOBS, WHOLE_NUMBER)
        .optional()
        .register(jsonSchemas, { description: "How many targets are in work at a time", default: 1 }),
      sinks: pluginList("sink")
        .optional()
        .register(jsonSchemas, { description: "Where outcomes go", allOf: [{ $ref: "#/definitions/sinks" }] }),
      defaultSinks: pluginList("sink")
        .optional()
        .register(jsonSchemas, {
          description: "Where outcomes go besides, unless there is a sink of the same name",
          allOf: [{ $ref: "#/definitions/sinks" }],
        }),
      scanless: boolean
        .optional()
        .register(jsonSchemas, { description: "Whether a pipeline without a scanner is meant to be so" }),
    },
    PIPELINE,
  )
  .register(jsonSchemas, { id: "pipeline" });

const isLeftOut = (value: unknown) => !value;

const pipelineEntry = z.union([
  pipelineSchema,
  z
    .custom<Falsy | (() => MaybePromise<PipelineConfig>)>((value) => isLeftOut(value) || typeof value === "function", {
      ...PIPELINE,
      abort: true,
    })
    .register(jsonSchemas, { enum: FALSY }),
]);

/** What belongs into a pipeline when there are several. */
const SINGLE_KEYS = ["sources", "processors", "jobs", "defaultSinks"] as const;

/** A whole config. */
export const configSchema = z
  .strictObject(
    {
      $schema: z
        .string(expects("an address"))
        .optional()
        .register(jsonSchemas, { description: "Where this schema is, for editors" }),
      pipelines: z
        .record(z.string(), pipelineEntry, expects("an object of pipelines by name"))
        .refine((pipelines) => !Object.values(pipelines).every(isLeftOut), "expected at least one pipeline")
        .optional()
        .register(jsonSchemas, {
          description: "Pipelines by name; `false` switches one off",
          not: { type: "object", additionalProperties: { enum: FALSY } },
        }),
      ...pipelineSchema.partial().shape,
      observers: pluginList("observer")
        .optional()
        .register(jsonSchemas, { description: "What watches the run", allOf: [{ $ref: "#/definitions/observers" }] }),
      engine: z
        .custom<EnginePlugin | Falsy>()
        .optional()
        .register(jsonSchemas, {
          description: "Where the processors of a target run",
          anyOf: [{ enum: FALSY }, { $ref: "#/definitions/engine" }],
        }),
      outputDir: z.string(expects("a folder")).min(1, expects("a folder")).optional().register(jsonSchemas, {
        description: "The folder for reports, relative to the config's folder; without it, the current folder",
      }),
      failOn: gateSchema.optional().register(jsonSchemas, {
        description: "What makes the run exit with 1: findings at this severity or above, a rule, or a list of rules",
      }),
      accept: acceptSchema.optional().register(jsonSchemas, {
        description: "Rules for findings that are accepted: reports mark them, and no gate counts them",
      }),
      owners: ownersSchema.optional().register(jsonSchemas, {
        description: "Who the images belong to: reports show it, and Slack gets a message for each channel",
      }),
      intel: intelSchema.optional().register(jsonSchemas, {
        description: "What is known about exploits: predictions (EPSS), and what is exploited already (KEV)",
      }),
      ci: boolean.optional().register(jsonSchemas, {
        description:
          "Whether a run that a CI system starts also reports there: annotations, the job's summary, a folded log",
        default: true,
      }),
      summary: z
        .enum(SUMMARY_AMOUNTS, expects(`one of ${SUMMARY_AMOUNTS.join(", ")}`))
        .optional()
        .register(jsonSchemas, { description: "How much is shown at the end of a run" }),
      journal: boolean.optional().register(jsonSchemas, {
        description: "Whether to keep outcomes on the disk during the run, for --resume",
      }),
    },
    expects("an object"),
  )
  .superRefine(
    (config: unknown, ctx) => {
      if (!isRecord(config)) return;
      if (config.pipelines === undefined && config.sources === undefined) {
        ctx.addIssue({ code: "custom", message: 'expected "pipelines", or "sources" of a single pipeline' });
      }
      for (const key of config.pipelines === undefined ? [] : SINGLE_KEYS) {
        if (config[key] === undefined) continue;
        const message = 'belongs into a pipeline when there are "pipelines"';
        ctx.addIssue({ code: "custom", path: [key], message });
      }
    },
    // Also where something else is wrong: all of it is said at once.
    { when: () => true },
  )
  .register(jsonSchemas, {
    title: "A config of hullscan",
    anyOf: [{ required: ["pipelines"] }, { required: ["sources"] }],
    dependencies: { pipelines: { not: { anyOf: SINGLE_KEYS.map((key) => ({ required: [key] })) } } },
  });

/** The keys that may stand at a path of a config. */
export function listConfigKeys(path: readonly string[]): readonly string[] {
  if (path[0] === "failOn") return Object.keys(gateRule.shape);
  if (path[0] === "intel") return Object.keys(intelOptions.shape);
  if (path[0] === "accept") return Object.keys(acceptRuleSchema.shape);
  if (path[0] === "owners") return Object.keys(ownerRuleSchema.shape);
  const { $schema: _, ...shape } = configSchema.shape;
  return Object.keys(path.length === 0 ? shape : pipelineSchema.shape);
}
