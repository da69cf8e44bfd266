import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { findNearest, isNestedTooDeeply } from "../../../core/kit.ts";
import type { ScanError } from "../../../core/mod.ts";
import { namespacesError } from "./errors.ts";
import { findNameProblem } from "./options.ts";

const KEY = "Namespaces";

/** One namespace of a file. */
export interface NamedNamespace {
  readonly name: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What is in a namespaces file. */
export interface ParsedNamespaces {
  /** Each name once. */
  readonly namespaces: readonly NamedNamespace[];
  /** Names that stand there a second time. */
  readonly repeated: readonly NamedNamespace[];
}

/**
 * Reads the text of a namespaces file: YAML with the one key `Namespaces`, a list of names.
 *
 * @param file What the file is called in messages
 * @throws {ScanError} NAMESPACES_INVALID with every problem and its position
 */
export function parseNamespaces(text: string, { file }: { readonly file: string }): ParsedNamespaces {
  const lineCounter = new LineCounter();
  if (isNestedTooDeeply(text)) {
    const problem = namespacesError("NAMESPACES_PROBLEM", { at: file, reason: "it is nested too deeply" });
    throw namespacesError("NAMESPACES_INVALID", { file, count: 1 }, { problems: [problem] });
  }
  const { errors, contents } = parseDocument(text, { lineCounter, prettyErrors: false });
  const problems: ScanError[] = [];
  const found = new Map<string, NamedNamespace>();
  const repeated: NamedNamespace[] = [];

  function note(offset: number, reason: string, nearest?: string): void {
    const { line, col } = lineCounter.linePos(offset);
    const at = `${file} line ${line}, column ${col}`;
    problems.push(namespacesError("NAMESPACES_PROBLEM", { at, reason, nearest }));
  }

  function readName(item: Node | Pair): void {
    const offset = startOf(item);
    if (!isScalar(item)) {
      note(offset, `expected the name of a namespace, not ${isAlias(item) ? "an alias" : "a list or a map"}`);
      return;
    }
    // A name may look like a number or a date: it is what stands there, not what YAML makes of it.
    const name = typeof item.value === "string" ? item.value : (item.source ?? "");
    const reason = item.value === null ? "a name is missing" : findNameProblem(name);
    const named = { name, line: lineCounter.linePos(offset).line };
    if (reason !== undefined) note(offset, reason);
    else if (found.has(name)) repeated.push(named);
    else found.set(name, named);
  }

  function readMap(): void {
    let list: unknown;
    for (const { key, value } of isMap(contents) ? contents.items : []) {
      const name = isScalar(key) ? String(key.value) : "";
      if (name === KEY) list = value;
      else note(startOf(key), `the key "${name}" is not known; expected "${KEY}"`, findNearest(name, [KEY]));
    }
    if (isSeq<Node | Pair>(list)) list.items.forEach(readName);
    else if (list !== undefined) note(startOf(list), `expected a list of names under "${KEY}"`);
    else if (problems.length === 0) note(startOf(contents), `expected the key "${KEY}"`);
  }

  const [syntax] = errors;
  // What follows a mistake in the syntax is mostly nonsense: only the first is reported.
  if (syntax) note(syntax.pos[0], syntax.message);
  else readMap();
  if (problems.length === 0 && found.size === 0) note(startOf(contents), `"${KEY}" names no namespace`);
  if (problems.length > 0) {
    throw namespacesError("NAMESPACES_INVALID", { file, count: problems.length }, { problems });
  }
  return { namespaces: [...found.values()], repeated };
}

function startOf(node: unknown): number {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : 0;
}
