import { z } from "zod";
import { isDay } from "../accept/days.ts";
import { parsePackageUrl } from "../accept/package_url.ts";
import { type AcceptRuleConfig, JUSTIFICATIONS } from "../accept/rule_config.ts";
import { FINDING_KINDS } from "../model/mod.ts";
import { describe, isRecord } from "../services/values.ts";
import { findNearest } from "./nearest.ts";
import { expects, jsonSchemas } from "./schema_parts.ts";

const SELECTORS = ["id", "package", "path", "image", "label", "kind"] as const;

const TEXT = expects("a text that is not empty");
/** A new one each time: a description belongs to one schema. */
const text = () => z.string(TEXT).min(1, TEXT);
const boolean = z.boolean(expects("true or false"));

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** One of some words, or, of a mistyped one, the nearest of them. */
function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z
    .custom<T[number]>()
    .superRefine((value: unknown, ctx) => {
      if (words.some((word) => word === value)) return;
      const nearest = typeof value === "string" ? findNearest(value, words) : undefined;
      const message = `expected ${words.length === 1 ? words[0] : `one of ${words.join(", ")}`}, not ${describe(value)}`;
      ctx.addIssue({ code: "custom", message, params: { nearest } });
    })
    .register(jsonSchemas, { enum: [...words] });
}

function oneOrMore<T extends z.ZodType>(schema: T, expected: string) {
  return z.union([schema, z.array(schema, expects(expected)).min(1, expects(expected))], expects(expected));
}

const texts = oneOrMore(text(), "a text, or a list of texts");

const packages = oneOrMore(
  text().refine((value) => !value.startsWith("pkg:") || parsePackageUrl(value) !== undefined, {
    error: ({ input }) => `expected a name or a package URL such as pkg:npm/minimist, not ${describe(input)}`,
  }),
  "a text, or a list of texts",
);

/** A rule that accepts findings. Whether its day is too far away is checked where the present day is known. */
export const acceptRuleSchema = z
  .strictObject(
    {
      id: texts.optional().register(jsonSchemas, {
        description: "What was found: CVE-2024-3094, an alias, a secret's rule, a check, a licence",
      }),
      package: packages.optional().register(jsonSchemas, {
        description: "A package: its name, where * stands for anything, or a package URL",
      }),
      path: texts.optional().register(jsonSchemas, { description: "The file in the image, as a glob: usr/lib/**" }),
      image: texts.optional().register(jsonSchemas, {
        description: "The image, as a glob over its name, with or without its tag: registry.example.com/team-a/*",
      }),
      label: z
        .record(z.string(), text(), expects("labels such as { team: payments }"))
        .optional()
        .register(jsonSchemas, { description: "Labels of the target, each as a glob" }),
      kind: oneOrMore(oneOf(FINDING_KINDS), `one of ${FINDING_KINDS.join(", ")}, or a list of them`)
        .optional()
        .register(jsonSchemas, { description: "The kind of finding; without it, any" }),
      reason: text().register(jsonSchemas, { description: "Why it is accepted; reports show it" }),
      until: z
        .custom<string>((value) => typeof value === "string" && isDay(value), {
          ...expects("a day such as 2027-01-31"),
          abort: false,
        })
        .register(jsonSchemas, {
          type: "string",
          pattern: DAY.source,
          description: "The last day that the rule holds for, in UTC, at most a year from today: 2027-01-31",
        }),
      owner: text().optional().register(jsonSchemas, { description: "Who answers for it" }),
      when_fixed: boolean.optional().register(jsonSchemas, {
        description: "false: the rule ends for a finding as soon as a newer version of the package has a fix",
        default: true,
      }),
      over_a_year: boolean.optional().register(jsonSchemas, {
        description: "Whether until may be more than a year from today",
        default: false,
      }),
      status: oneOf(["accepted", "not_affected"]).optional().register(jsonSchemas, {
        description: "not_affected: the vulnerability does no harm here; that needs a justification",
        default: "accepted",
      }),
      justification: oneOf(JUSTIFICATIONS)
        .optional()
        .register(jsonSchemas, { description: "Why it does no harm, in the words of OpenVEX" }),
    },
    expects("a rule such as { id, reason, until }, or the path of a file with rules"),
  )
  .superRefine(
    (rule: unknown, ctx) => {
      if (!isRecord(rule)) return;
      if (SELECTORS.every((key) => rule[key] === undefined)) {
        ctx.addIssue({ code: "custom", message: `expected at least one of ${SELECTORS.join(", ")}` });
      }
      if ((rule.status === "not_affected") === (rule.justification !== undefined)) return;
      const message = "expected status: not_affected and a justification, or neither";
      ctx.addIssue({ code: "custom", path: [rule.status === "not_affected" ? "status" : "justification"], message });
    },
    // Also where something else is wrong: all of it is said at once.
    { when: () => true },
  )
  .register(jsonSchemas, {
    id: "accept_rule",
    anyOf: SELECTORS.map((key) => ({ required: [key] })),
    if: { required: ["status"], properties: { status: { const: "not_affected" } } },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
    then: { required: ["justification"] },
    else: { not: { required: ["justification"] } },
  });

const RULES = expects("a list of rules");

type AcceptConfig = readonly (string | AcceptRuleConfig)[];

/** `accept` of a config: rules, and paths of files with rules. */
export const acceptSchema: z.ZodType<AcceptConfig, AcceptConfig> = z.array(z.union([text(), acceptRuleSchema]), RULES);

/** What `scan.accept.yaml` holds. */
export const acceptFileSchema = z.strictObject({ accept: z.array(acceptRuleSchema, RULES).nullish() }, RULES);
