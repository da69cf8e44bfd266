import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import type { Place } from "../place.ts";
import type { Range } from "./describe_range.ts";

/**
 * Finds what a place of a config means in its text: the key, where that is wrong or where its value has several lines,
 * else the value. Of a key that is missing, the one that it is missing under. Undefined where the text has no such place:
 * a pipeline that is built in.
 */
export function findRange(
  document: Document.Parsed,
  { isKey = false }: Place,
  steps: readonly string[],
): Range | undefined {
  let node: unknown = document.contents;
  let found = rangeOf(node);
  for (const [index, step] of steps.entries()) {
    const target = isAlias(node) ? node.resolve(document) : node;
    const isLast = index === steps.length - 1;
    if (isMap(target)) {
      // JSON and YAML both take the last one of several.
      const pair = target.items.findLast(({ key }) => isScalar(key) && String(key.value ?? "") === step);
      if (pair === undefined) return isLast && index > 0 ? found : undefined;
      node = pair.value;
      found = isLast && isKey ? rangeOf(pair.key) : rangeOfPair(pair);
    } else if (isSeq(target) && target.items[Number(step)] !== undefined) {
      node = target.items[Number(step)];
      found = rangeOf(node);
      // A plugin may be its name alone, and an option that it needs is missing then.
    } else if (!(isScalar(target) && (String(target.value) === step || (isLast && target.value === null)))) {
      return isLast ? found : undefined;
    }
  }
  return found;
}

function rangeOfPair({ key, value }: Pair): Range | undefined {
  const own = isCollection(value) && !value.flow ? undefined : rangeOf(value);
  return own === undefined || own[0] === own[1] ? rangeOf(key) : own;
}

/** Of a map in lines of its own, its first key; of such a list, its first entry. */
function rangeOf(node: unknown): Range | undefined {
  if (isCollection(node) && !node.flow) {
    const [first] = node.items;
    return rangeOf(isMap(node) ? (first as Pair | undefined)?.key : first);
  }
  const { range } = (node ?? {}) as Partial<Node>;
  return range ? [range[0], range[1]] : undefined;
}
