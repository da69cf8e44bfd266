import { inspect } from "node:util";

/**
 * JSON text that is the same for equal values: keys in order, functions by their source, objects of classes (a RegExp,
 * a URL) by their text. Of what contains itself, which JSON cannot hold, it is another text.
 */
export function stableJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, item) => sortKeys(item)) ?? "undefined";
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return inspect(value, { depth: null, sorted: true, maxArrayLength: null, maxStringLength: null });
  }
}

function sortKeys(item: unknown): unknown {
  if (typeof item === "function" || typeof item === "bigint" || typeof item === "symbol") return String(item);
  if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
  if (item instanceof Map || item instanceof Set) return [...item];
  const prototype: unknown = Object.getPrototypeOf(item);
  if (prototype !== Object.prototype && prototype !== null) return String(item);
  return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}
