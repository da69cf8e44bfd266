import { types } from "node:util";

/** Deeper than this nothing is that JSON could hold. */
const MAX_DEPTH = 1000;
/** What says which error this is. */
const IDENTITY = ["name", "code", "plugin"];

/**
 * The value with all its texts masked: also keys, errors with their causes, and what is further inside. Where there is
 * nothing to mask it is the same value, not a copy. Other objects than plain ones, lists and errors stay as they are. It
 * never throws: what throws when it is looked at, as a getter may, is replaced by an error, or a text, that says so.
 */
export function maskDeep<T>(value: T, mask: (text: string) => string): T {
  const known = new Map<object, unknown>();

  function visit(one: unknown, depth: number): unknown {
    if (typeof one === "string") return mask(one);
    if (typeof one !== "object" || one === null) return one;
    if (known.has(one)) return known.get(one);
    try {
      return visitObject(one, depth);
    } catch {
      const instead = types.isNativeError(one)
        ? new Error("an error that cannot be read")
        : "an object that cannot be read";
      known.set(one, instead);
      return instead;
    }
  }

  function visitObject(one: object, depth: number): unknown {
    const isError = one instanceof Error;
    if (!isError && !Array.isArray(one) && !isPlain(one)) return one;
    if (depth > MAX_DEPTH) return "...";
    // One that is inside itself is not gone into again.
    known.set(one, isError ? undefined : "...");
    const masked = isError
      ? visitError(one, depth)
      : Array.isArray(one)
        ? visitList(one, depth)
        : visitRecord(one, depth);
    known.set(one, masked);
    return masked;
  }

  function visitList(list: readonly unknown[], depth: number): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, item] of list.entries()) {
      const masked = visit(item, depth + 1);
      if (masked !== item) copy ??= [...list];
      if (copy) copy[index] = masked;
    }
    return copy ?? list;
  }

  function visitRecord(record: Readonly<Record<string, unknown>>, depth: number): object {
    let isChanged = false;
    const entries: [string, unknown][] = [];
    for (const key of Object.keys(record)) {
      const entry: [string, unknown] = [mask(key), visit(record[key], depth + 1)];
      if (entry[0] !== key || entry[1] !== record[key]) isChanged = true;
      entries.push(entry);
    }
    return isChanged
      ? Object.assign(Object.create(Object.getPrototypeOf(record)), Object.fromEntries(entries))
      : record;
  }

  function visitError(error: Error, depth: number): Error {
    const keys = new Set(["message", "stack", "cause", "errors", ...Object.keys(error)]);
    for (const key of IDENTITY) keys.delete(key);
    const changes = new Map<string, unknown>();
    for (const key of keys) {
      const before: unknown = Reflect.get(error, key);
      const masked = visit(before, depth + 1);
      if (masked !== before) changes.set(key, masked);
    }
    return changes.size === 0 ? error : copyError(error, changes);
  }

  return visit(value, 0) as T;
}

/** An error like another, with other texts. */
function copyError(error: Error, changes: ReadonlyMap<string, unknown>): Error {
  const copy = Object.setPrototypeOf(new Error(""), Object.getPrototypeOf(error));
  for (const key of Reflect.ownKeys(error)) {
    const value = changes.has(String(key)) ? changes.get(String(key)) : Reflect.get(error, key);
    const enumerable = Object.prototype.propertyIsEnumerable.call(error, key);
    Object.defineProperty(copy, key, { value, enumerable, writable: true, configurable: true });
  }
  return copy;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
