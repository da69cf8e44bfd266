import { toReason } from "../../errors/mod.ts";
import type { Plugin } from "../../plugin/define.ts";
import type { SchemaIssue, SchemaResult } from "../../plugin/standard_schema.ts";
import { isRecord } from "../../services/values.ts";

const UNKNOWN = "noSuchOption";

/** Checks that the options are accepted, that one there is not is refused by its name, and that each is described. */
export async function checkOptions(
  { options: schema }: Plugin["definition"],
  options: unknown,
): Promise<readonly string[]> {
  if (schema === undefined) return [];
  const standard: unknown = schema["~standard"];
  if (!isRecord(standard) || standard.version !== 1 || typeof standard.validate !== "function") {
    return ["options: the schema is no Standard Schema of version 1"];
  }
  const silent = Object.entries(toShape(schema)).filter(([, option]) => !isRecord(option) || !option.description);
  const problems = silent.map(([name]) => `options: "${name}" has no description`);
  try {
    const accepted: SchemaResult<unknown> = await schema["~standard"].validate(options);
    for (const { message } of accepted.issues ?? []) problems.push(`options: those given are refused: ${message}`);
    const refused = await schema["~standard"].validate({ ...(isRecord(options) ? options : {}), [UNKNOWN]: true });
    if (!refused.issues) problems.push("options: one that there is not is accepted, so a mistyped one goes unnoticed");
    else if (!refused.issues.some(isNamed)) problems.push("options: one that there is not is refused without its name");
  } catch (error) {
    problems.push(`options: the schema throws: ${toReason(error)}`);
  }
  return problems;
}

/** The options by name, where the schema tells them: that of zod does. */
export function toShape(schema: unknown): Readonly<Record<string, unknown>> {
  return isRecord(schema) && isRecord(schema.shape) ? schema.shape : {};
}

function isNamed(issue: SchemaIssue): boolean {
  const keys = "keys" in issue && Array.isArray(issue.keys) ? issue.keys : [];
  const path = (issue.path ?? []).map((step) => (typeof step === "object" ? step.key : step));
  return issue.message.includes(UNKNOWN) || keys.includes(UNKNOWN) || path.includes(UNKNOWN);
}
