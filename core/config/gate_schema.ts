import { z } from "zod";
import { FINDING_KINDS, findSeverity, SEVERITIES } from "../model/mod.ts";
import { describe } from "../services/values.ts";
import { STALE_RULES } from "./fail_on.ts";
import { findNearest } from "./nearest.ts";
import type { GateSeverity } from "./scan_config.ts";
import { expects, jsonSchemas } from "./schema_parts.ts";

/** A severity as `--fail-on` takes it, too: in any case, or as a level. */
const gateSeverity = z
  .custom<GateSeverity>()
  .superRefine((value: unknown, ctx) => {
    if (findSeverity(value) !== undefined) return;
    const message = `expected one of ${SEVERITIES.join(", ")}, or 1 to 5, not ${describe(value)}`;
    const nearest = typeof value === "string" ? findNearest(value, SEVERITIES) : undefined;
    ctx.addIssue({ code: "custom", message, params: { nearest }, continue: false });
  })
  .register(jsonSchemas, {
    anyOf: [
      { enum: [...SEVERITIES, ...SEVERITIES.map((name) => name.toLowerCase()), 1, 2, 3, 4, 5] },
      { type: "string", pattern: `^\\s*(?:0*[1-5]|${SEVERITIES.map(ignoringCase).join("|")})\\s*$` },
    ],
  });

/** `LOW` -> `[Ll][Oo][Ww]`: JSON Schema has no flags. */
function ignoringCase(word: string): string {
  return [...word].map((letter) => `[${letter}${letter.toLowerCase()}]`).join("");
}

/** A list of words of a few. */
function listOf<const T extends readonly [string, ...string[]]>(words: T) {
  const expected = `expected a list of ${words.join(", ")}`;
  return z
    .custom<readonly T[number][]>()
    .superRefine((value: unknown, ctx) => {
      const entries: readonly unknown[] = Array.isArray(value) ? value : [];
      const wrong = entries.find((entry) => !words.some((word) => word === entry));
      if (wrong === undefined && entries.length > 0) return;
      const nearest = typeof wrong === "string" ? findNearest(wrong, words) : undefined;
      const found = wrong === undefined && Array.isArray(value) ? "an empty one" : describe(wrong ?? value);
      ctx.addIssue({ code: "custom", message: `${expected}, not ${found}`, params: { nearest }, continue: false });
    })
    .register(jsonSchemas, { type: "array", minItems: 1, items: { enum: [...words] } });
}

const CAVEAT_CODE = /^[A-Z][A-Z0-9_]*$/;

const yesOrNo = z.boolean(expects("true or false"));

function upTo(max: number) {
  const words = expects(`a number from 0 to ${max}`);
  return z.number(words).min(0, words).max(max, words);
}

/** What a rule has to say one of: else it would fail every run, or none. */
const CONDITIONS = ["severity", "kinds", "cvss", "epss", "caveats", "rules"] as const;
const SWITCHES = ["fixable", "newOnly", "kev"] as const;

/** A rule of the gate. */
export const gateRule = z
  .strictObject({
    severity: gateSeverity.optional(),
    fixable: yesOrNo.optional().register(jsonSchemas, { description: "true: no vulnerabilities that nothing fixes" }),
    newOnly: yesOrNo.optional().register(jsonSchemas, { description: "true: none that an earlier run has found" }),
    kinds: listOf(FINDING_KINDS).optional(),
    kev: yesOrNo.optional().register(jsonSchemas, { description: "true: none but what is known to be exploited" }),
    epss: upTo(1).optional().register(jsonSchemas, { description: "An EPSS score of this or above: 0.5 is 50 %" }),
    cvss: upTo(10).optional().register(jsonSchemas, {
      description: "A CVSS score of this or above; without one, the highest of the finding's severity counts",
    }),
    caveats: z
      .custom<boolean | readonly string[]>(
        (value) =>
          typeof value === "boolean" || (Array.isArray(value) && value.length > 0 && value.every(isCaveatCode)),
        expects("true, or a list of codes such as OS_UNKNOWN"),
      )
      .optional()
      .register(jsonSchemas, {
        description: "true: any; else those with these codes",
        anyOf: [
          { type: "boolean" },
          { type: "array", minItems: 1, items: { type: "string", pattern: CAVEAT_CODE.source } },
        ],
      }),
    rules: listOf(STALE_RULES).optional().register(jsonSchemas, {
      description: "Rules for accepted findings: ended, or unused by a run that has looked at all of its targets",
    }),
  })
  .refine(
    (rule) => CONDITIONS.some((key) => rule[key] !== undefined) || SWITCHES.some((key) => rule[key] === true),
    `expected a condition in it: one of ${[...CONDITIONS, ...SWITCHES].join(", ")}`,
  )
  .register(jsonSchemas, {
    anyOf: [
      ...CONDITIONS.map((key) => ({ required: [key] })),
      ...SWITCHES.map((key) => ({ required: [key], properties: { [key]: { const: true } } })),
    ],
  });

function isCaveatCode(value: unknown): boolean {
  return typeof value === "string" && CAVEAT_CODE.test(value);
}

/** What makes a run exit with 1: a severity, a rule, or several of them. */
export const gateSchema = z.union([
  gateRule,
  z
    .array(z.union([gateRule, gateSeverity]))
    .min(1, "expected at least one rule")
    .readonly(),
  gateSeverity,
]);
