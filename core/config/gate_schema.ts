import { z } from "zod";
import { findSeverity, SEVERITIES } from "../model/mod.ts";
import { describe } from "../services/values.ts";
import { findNearest } from "./nearest.ts";
import type { GateSeverity } from "./scan_config.ts";
import { expects, jsonSchemas } from "./schema_parts.ts";

/** A severity as `--fail-on` takes it, too: in any case, or as a level. */
export const gateSeverity = z
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

const CAVEAT_CODE = /^[A-Z][A-Z0-9_]*$/;

/** What makes a run exit with 1, as an object. */
export const gateSchema = z
  .strictObject({
    severity: gateSeverity.optional(),
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
  })
  .refine((gate) => Object.values(gate).some((value) => value !== undefined), "expected severity or caveats in it")
  .register(jsonSchemas, { minProperties: 1 });

function isCaveatCode(value: unknown): boolean {
  return typeof value === "string" && CAVEAT_CODE.test(value);
}
