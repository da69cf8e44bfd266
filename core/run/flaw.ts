import { types } from "node:util";
import { toReason } from "../errors/mod.ts";
import { describe } from "../services/values.ts";
import { hasListMethods } from "./list_methods.ts";

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
 * Also what may be something else at the next look, after it has been checked: a Proxy, a getter, a `toJSON()`. A key
 * without a value is fine: JSON leaves it out.
 */
export function findJsonFlaw(value: unknown, at = ""): Flaw | undefined {
  try {
    const flaw = walk(value, { inside: [], characters: 0 });
    return flaw && within(at, flaw);
  } catch (error) {
    return { at, reason: `it cannot be read (${toReason(error)})` };
  }
}

const GETTER = "it is a getter, which may return something else each time";

/** Finds what makes an object read otherwise at each look: a getter among its own keys, a `toJSON()`. */
export function findTrap(value: object): Flaw | undefined {
  const getter = Reflect.ownKeys(value).find((key) => Object.getOwnPropertyDescriptor(value, key)?.get !== undefined);
  return getter === undefined ? findToJson(value) : { at: `.${String(getter)}`, reason: GETTER };
}

function findToJson(value: object): Flaw | undefined {
  if (!("toJSON" in value) || typeof value.toJSON !== "function") return undefined;
  return { at: ".toJSON", reason: "JSON cannot hold a function" };
}

/** Whether a value is an object with keys and nothing more: no list, no Proxy, and of no class. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || types.isProxy(value) || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // One of another realm has another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The flaw of a value that should be something else. */
export function expected(at: string, what: string, value: unknown): Flaw {
  return { at, reason: `expected ${what}, not ${describeValue(value)}` };
}

/** The flaw of a part of a value, as one of the whole. */
export function within(place: string, { at, reason }: Flaw): Flaw {
  return { at: place + at, reason };
}

/** Says what a value is: `"High"`, `the BigInt 5`, `a Map`. */
function describeValue(value: unknown): string {
  if (typeof value === "bigint") return `the BigInt ${value}`;
  if (typeof value === "symbol") return "a symbol";
  if (types.isProxy(value)) return "a Proxy";
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
  const isProxy = types.isProxy(value);
  const isList = !isProxy && Array.isArray(value);
  if (isProxy || !(isList || isPlain(value))) return { at: "", reason: `JSON cannot hold ${describeValue(value)}` };
  if (course.inside.includes(value)) return { at: "", reason: "it contains itself" };
  if (course.inside.length >= MAX_DEPTH) return { at: "", reason: `it is nested more than ${MAX_DEPTH} deep` };
  course.inside.push(value);
  const flaw = Array.isArray(value) ? walkList(value, course) : walkRecord(value, course);
  course.inside.pop();
  return flaw;
}

/**
 * Goes through a list. A getter in place of an item is not looked for, which would take four times as long: none comes
 * about by itself, as one among the keys of a lazy object does, and it could do no more than its plugin can do later.
 */
function walkList(list: unknown[], course: Walk): Flaw | undefined {
  for (let index = 0; index < list.length; index += 1) {
    const flaw = walk(list[index], course);
    if (flaw) return within(`[${index}]`, flaw);
  }
  return "toJSON" in list || !hasListMethods(list) ? findMethod(list) : undefined;
}

/** A list whose methods are not those of all lists cannot be gone through. What else it has, JSON leaves out. */
function findMethod(list: readonly unknown[]): Flaw | undefined {
  const own = Reflect.ownKeys(list).find((key) => typeof Reflect.get(list, key) === "function");
  const key = own ?? ("toJSON" in list ? "toJSON" : undefined);
  if (key !== undefined) return { at: `.${String(key)}`, reason: "a list cannot have a function of its own" };
  // The prototype of all lists is one itself, in each realm.
  const isOfClass = !Array.isArray(Object.getPrototypeOf(list));
  return isOfClass ? { at: "", reason: "its methods are not those of all lists, but of a class" } : undefined;
}

function walkRecord(record: Readonly<Record<string, unknown>>, course: Walk): Flaw | undefined {
  // Also the keys that JSON leaves out: sinks read them by name.
  for (const key of Object.getOwnPropertyNames(record)) {
    const property = Object.getOwnPropertyDescriptor(record, key);
    if (property?.get !== undefined) return { at: `.${key}`, reason: GETTER };
    const value: unknown = property?.value;
    if (value === undefined) continue;
    course.characters += key.length;
    const flaw = walk(value, course);
    if (flaw) return within(`.${key}`, flaw);
  }
  return findToJson(record);
}
