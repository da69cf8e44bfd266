import { z } from "zod";
import { countFindings, readResults } from "./read_results.ts";
import { reportSchema, type TrivyReport } from "./schema.ts";

/** A report that is sound, and more than this process can hold. */
export class ReportTooLarge extends Error {}

/**
 * Reads Trivy's JSON report from its text. What is odd about single findings is told in it, and costs no other one.
 *
 * @throws {Error} Where the text is not the whole report of one image; the message says what is wrong with it
 * @throws {ReportTooLarge} Where there are more findings than may be
 */
export function parseReport(text: string, maxFindings = Number.POSITIVE_INFINITY): TrivyReport {
  if (text.trim() === "") throw new Error("the report is empty");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error("the report is not complete JSON", { cause });
  }
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) {
    throw new Error(`the report is not as expected: ${toIssue(parsed.error)}`, { cause: parsed.error });
  }
  const count = countFindings(parsed.data.Results ?? []);
  if (count > maxFindings) throw new ReportTooLarge(`${count} findings, and the most is ${maxFindings}`);
  const { results: Results, odd } = readResults(parsed.data.Results ?? []);
  return { ...parsed.data, Results, odd };
}

function toIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return error.message;
  const path = z.core.toDotPath(issue.path);
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
