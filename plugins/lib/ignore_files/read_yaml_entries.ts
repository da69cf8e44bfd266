import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Finding } from "../../../core/mod.ts";
import type { IgnoreEntry } from "./entry.ts";

type FindingKind = Finding["kind"];

const KINDS = {
  vulnerabilities: "vulnerability",
  misconfigurations: "misconfiguration",
  secrets: "secret",
  licenses: "license",
} as const satisfies Record<string, FindingKind>;

/** Reads the entries of a .trivyignore.yaml in which `findYamlMistakes()` has found none. */
export function readYamlEntries(text: string): readonly IgnoreEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const contents = resolve(document.contents);

  /** A text as the file has it: an id may look like a number. */
  function textOf(node: unknown): string | undefined {
    const scalar = resolve(node);
    if (!isScalar(scalar) || scalar.value === null) return undefined;
    return typeof scalar.value === "string" ? scalar.value : (scalar.source ?? String(scalar.value));
  }

  function textsOf(node: unknown): readonly string[] {
    const list = resolve(node);
    return isSeq(list) ? list.items.flatMap((item) => textOf(item) ?? []) : [];
  }

  function readEntry(node: unknown, kind: FindingKind): readonly IgnoreEntry[] {
    const item = resolve(node);
    if (!isMap(item)) return [];
    const nodeOf = (key: string) => item.items.find((pair) => textOf(pair.key) === key)?.value;
    const [id = "", expiredAt, statement] = ["id", "expired_at", "statement"].map((key) => textOf(nodeOf(key)));
    const { line } = lines.linePos((node as Node).range?.[0] ?? 0);
    return [
      {
        ...{ id, line, kind, paths: textsOf(nodeOf("paths")) },
        ...(kind === "vulnerability" && { purls: textsOf(nodeOf("purls")) }),
        ...(expiredAt !== undefined && { expiredAt }),
        ...(statement !== undefined && { statement }),
      },
    ];
  }

  if (!isMap(contents)) return [];
  return contents.items.flatMap(({ key, value }) => {
    const list = resolve(value);
    const kind = Object.entries(KINDS).find(([name]) => name === textOf(key))?.[1];
    return kind !== undefined && isSeq(list) ? list.items.flatMap((item) => readEntry(item, kind)) : [];
  });
}
