import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parse,
  parseDocument,
  stringify,
  type YAMLSeq,
} from "yaml";
import type { AcceptRuleConfig } from "../../accept/rule_config.ts";

const BOM = "\uFEFF";
/** A reason in one line stays in it. */
const FORMAT = { lineWidth: 0 } as const;

/** Adds a rule at the end of the text of a file of rules that is sound. All that is in it stays as it is written. */
export function appendRule(text: string, rule: AcceptRuleConfig): string {
  const document = parseDocument(text);
  const { contents } = document;
  const list = isMap(contents) ? contents.get("accept") : undefined;
  const isInLines = isSeq(list) && !list.flow && list.items.length > 0;
  const written = isInLines ? insertLines(text, list, rule) : addToDocument(document, list, rule);
  return text.startsWith(BOM) && !written.startsWith(BOM) ? BOM + written : written;
}

/** Puts the lines of a rule behind the last one of a list, as far to the right, and with as much space above it. */
function insertLines(text: string, list: YAMLSeq, rule: AcceptRuleConfig): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const [start = 0] = list.range ?? [];
  const [, end = text.length] = (list.items.at(-1) as Node).range ?? [];
  const indentation = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  const at = text[end - 1] === "\n" ? end : findLineEnd(text, end);
  const [, second] = list.items;
  const isSpaced = second === undefined || (isNode(second) && second.spaceBefore === true);
  const hasSpace = isSpaced && !ownsBlankLines(text.slice(0, at));
  // The empty lines at the end of a text are its own: only the end of the last line goes.
  const lines = stringify([rule], FORMAT).replace(/\n$/, "").split("\n");
  return [
    text.slice(0, at),
    at === 0 || text[at - 1] === "\n" ? "" : newline,
    hasSpace ? newline : "",
    ...lines.map((line) => `${line === "" ? "" : indentation}${line}${newline}`),
    text.slice(at),
  ].join("");
}

/** Whether an empty line at the end would be part of the last text: one that begins with `|+` has all that follow. */
function ownsBlankLines(text: string): boolean {
  return !isDeepStrictEqual(parse(text), parse(`${text}\n\n`));
}

/** Where the line after the one at an offset begins; at the end of a text, that. */
function findLineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline === -1 ? text.length : newline + 1;
}

/** Of a list that is empty, in brackets, or not there yet. */
function addToDocument(document: Document.Parsed, list: unknown, rule: AcceptRuleConfig): string {
  const { contents } = document;
  if (isSeq(list)) {
    // An empty one is written as []: its first rule would stay in that line.
    if (list.items.length === 0) list.flow = false;
    list.items.push(document.createNode(rule));
    return document.toString(FORMAT);
  }
  const made = document.createNode([rule]);
  if (!isCollection(contents)) {
    (document as Document).contents = document.createNode({ accept: made });
    return document.toString(FORMAT);
  }
  const nothing: unknown = document.getIn(["accept"], true);
  if (isScalar(nothing) && nothing.comment) made.commentBefore = nothing.comment;
  if (contents.items.length === 0) contents.flow = false;
  document.setIn(["accept"], made);
  return document.toString(FORMAT);
}
