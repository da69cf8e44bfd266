import { type Document, isNode, isScalar, visit } from "yaml";
import { isSecretName } from "../../services/secrets/secret_name.ts";
import type { Range } from "./describe_range.ts";

/** Finds the values in a config whose keys say that they are secrets, in order. */
export function findSecretRanges(document: Document.Parsed): readonly Range[] {
  const ranges: Range[] = [];
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isSecretName(String(key.value)) || !isNode(value) || !value.range) return undefined;
      if (value.range[1] > value.range[0]) ranges.push([value.range[0], value.range[1]]);
      return visit.SKIP;
    },
  });
  return ranges;
}
