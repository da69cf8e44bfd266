import { z } from "zod";
import { isRecord, toSeverity } from "../../../../core/kit.ts";
import { SEVERITIES } from "../../../../core/mod.ts";
import { findingSchemas, type Oddities, resultSchema, type TrivyResult } from "./schema.ts";

/** What stands for an id that cannot be read. */
const NO_ID = "UNKNOWN";
const LISTS = Object.keys(findingSchemas) as (keyof typeof findingSchemas)[];

/** The results of a report, and what of them is not as Trivy writes it. */
export interface ReadResults {
  readonly results: readonly TrivyResult[];
  readonly odd: Oddities | undefined;
}

/**
 * Reads the results of a report, each finding by itself: of one that is odd the sound fields are kept, so that it costs
 * neither the others nor the image. What is odd is counted.
 *
 * @throws {Error} Where nothing is left but what cannot be read
 */
export function readResults(given: readonly unknown[]): ReadResults {
  const reader = new ResultReader();
  const results = given.map((value, index) => reader.read(value, `Results[${index}]`));
  const { odd } = reader;
  const isEmpty = results.every((result) => LISTS.every((key) => result[key].length === 0));
  if (reader.hasLostList && isEmpty) throw new Error(`the report is not as expected: ${odd?.first}`);
  return { results, odd };
}

/** How many findings there are in the results of a report, whatever they are. */
export function countFindings(given: readonly unknown[]): number {
  let count = 0;
  for (const result of given) {
    for (const key of isRecord(result) ? LISTS : []) {
      const list = isRecord(result) ? result[key] : undefined;
      if (Array.isArray(list)) count += list.length;
    }
  }
  return count;
}

class ResultReader {
  /** Whether there was something that may have held any number of findings. */
  hasLostList = false;
  #count = 0;
  #first = "";

  get odd(): Oddities | undefined {
    return this.#count === 0 ? undefined : { count: this.#count, first: this.#first };
  }

  read(value: unknown, at: string): TrivyResult {
    if (!isRecord(value)) this.hasLostList = true;
    const from = isRecord(value) ? value : {};
    const list = <K extends keyof typeof findingSchemas>(key: K) =>
      this.#readList(findingSchemas[key], from[key], `${at}.${key}`);
    const result = {
      ...this.#readFields(resultSchema, value, at),
      Vulnerabilities: list("Vulnerabilities"),
      Secrets: list("Secrets"),
      Misconfigurations: list("Misconfigurations"),
      Licenses: list("Licenses"),
      Packages: Array.isArray(from.Packages) ? from.Packages : [],
    };
    for (const [index, found] of result.Vulnerabilities.entries()) {
      if (found.VulnerabilityID.trim() !== "") continue;
      found.VulnerabilityID = NO_ID;
      this.#note(`${at}.Vulnerabilities[${index}]`, "it has no id");
    }
    for (const key of LISTS) {
      for (const [index, { Severity }] of result[key].entries()) {
        if (!isSeverity(Severity)) this.#note(`${at}.${key}[${index}].Severity`, "no such severity is known");
      }
    }
    return result;
  }

  #readList<S extends z.ZodObject>(schema: S, value: unknown, at: string): z.output<S>[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((item, index) => this.#readFields(schema, item, `${at}[${index}]`));
    this.#note(at, "this is not a list");
    this.hasLostList = true;
    return [];
  }

  #readFields<S extends z.ZodObject>(schema: S, value: unknown, at: string): z.output<S> {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    this.#note(`${at}${toSuffix(issues[0]?.path ?? [])}`, issues[0]?.message ?? "it is not as expected");
    const sound = isRecord(value) ? value : {};
    for (const { path } of issues) mend(sound, path);
    const mended = schema.safeParse(sound);
    if (mended.success) return mended.data;
    for (const { path } of mended.error.issues) delete sound[String(path[0])];
    return schema.parse(sound);
  }

  #note(at: string, what: string): void {
    this.#count += 1;
    this.#first ||= `${at}: ${what}`;
  }
}

/** Makes a number of a text that is one, and a text of a number; takes out what is neither. */
function mend(record: Record<string, unknown>, path: readonly PropertyKey[]): void {
  const keys = path.map(String);
  const last = keys.pop();
  let holder: unknown = record;
  for (const key of keys) holder = isRecord(holder) ? holder[key] : undefined;
  if (last !== undefined && isRecord(holder)) holder[last] = toOther(holder[last]);
}

function toOther(value: unknown): string | number | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** Whether a text names a severity, or none at all, which is UNKNOWN by right. */
function isSeverity(text: string): boolean {
  const [unknown] = SEVERITIES;
  return text.trim() === "" || text.trim().toUpperCase() === unknown || toSeverity(text) !== unknown;
}

function toSuffix(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "" : `.${z.core.toDotPath(path)}`;
}
