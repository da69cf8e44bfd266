import { describe } from "../services/values.ts";

/** What is wrong with a value, and where in it: `findings[3].cvss`. */
export interface Flaw {
  readonly at: string;
  readonly reason: string;
}

/** Deeper than anything sound; JSON.stringify itself gives up at some thousands. */
const MAX_DEPTH = 100;
/** More cannot be held in one text, indented as reports are. */
const MAX_CHARACTERS = 2 ** 27;
/** What a value takes besides its own characters: quotes, comma, indentation. */
const VALUE_CHARACTERS = 8;

interface Walk {
  /** The objects that the present one is in. */
  readonly inside: object[];
  characters: number;
}

/**
 * Finds what JSON cannot hold in a value, so that it would be lost or changed in a journal and in reports: a function, a
 * BigInt, NaN, a Date or another object of a class, a hole in a list, a cycle; and what is too deep or too large for it.
 * A key without a value is fine: JSON leaves it out.
 */
export function findJsonFlaw(value: unknown, at: string): Flaw | undefined {
  try {
    const flaw = walk(value, { inside: [], characters: 0 });
    return flaw && { ...flaw, at: at + flaw.at };
  } catch (error) {
    return { at, reason: `it cannot be read (${error instanceof Error ? error.message : String(error)})` };
  }
}

/** Whether a value is an object with keys and nothing more: no list, and of no class. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // One of another realm has another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The flaw of a value that should be something else. */
export function expected(at: string, what: string, value: unknown): Flaw {
  return { at, reason: `expected ${what}, not ${describeValue(value)}` };
}

/** Says what a value is: `"High"`, `the BigInt 5`, `a Map`. */
function describeValue(value: unknown): string {
  if (typeof value === "bigint") return `the BigInt ${value}`;
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null || Array.isArray(value) || isPlain(value)) return describe(value);
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object" ? `a ${name}` : "an object that is no record";
}

/** A flaw's place is put together on the way back: what is sound costs no text. */
function walk(value: unknown, course: Walk): Flaw | undefined {
  course.characters += VALUE_CHARACTERS + (typeof value === "string" ? value.length : 0);
  if (course.characters > MAX_CHARACTERS) return { at: "", reason: `it has more than ${MAX_CHARACTERS} characters` };
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (!Array.isArray(value) && !isPlain(value)) return { at: "", reason: `JSON cannot hold ${describeValue(value)}` };
  if (course.inside.includes(value)) return { at: "", reason: "it contains itself" };
  if (course.inside.length >= MAX_DEPTH) return { at: "", reason: `it is nested more than ${MAX_DEPTH} deep` };
  course.inside.push(value);
  const flaw = Array.isArray(value) ? walkList(value, course) : walkRecord(value, course);
  course.inside.pop();
  return flaw;
}

function walkList(list: readonly unknown[], course: Walk): Flaw | undefined {
  for (let index = 0; index < list.length; index += 1) {
    const flaw = walk(list[index], course);
    if (flaw) return { ...flaw, at: `[${index}]${flaw.at}` };
  }
  return undefined;
}

function walkRecord(record: Readonly<Record<string, unknown>>, course: Walk): Flaw | undefined {
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (value === undefined) continue;
    course.characters += key.length;
    const flaw = walk(value, course);
    if (flaw) return { ...flaw, at: `.${key}${flaw.at}` };
  }
  return undefined;
}
