import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar, visit } from "yaml";
import { findNearest, isNestedTooDeeply } from "../../../core/kit.ts";
import { isDay, type Mistake, quote } from "./mistake.ts";

const KINDS = ["vulnerabilities", "misconfigurations", "secrets", "licenses"];
const KEYS = ["id", "paths", "purls", "expired_at", "statement"];
/** How often something may be used again. */
const MAX_ALIASES = 1000;
const LISTS: ReadonlySet<string> = new Set(["paths", "purls"]);
/** What Trivy takes for a moment where it stands without quotes, and in quotes. */
const PLAIN_MOMENT =
  /^(\d{4}-\d{1,2}-\d{1,2})(?:(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))|(?: \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?))?$/;
const QUOTED_MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Finds what Trivy does not take in the text of a .trivyignore.yaml, or takes for nothing, such as a key with a slip. */
export function findYamlMistakes(text: string): readonly Mistake[] {
  if (isNestedTooDeeply(text)) return [{ line: 1, reason: "it is nested too deeply" }];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes: Mistake[] = [];
  const lineOf = (offset: number) => lines.linePos(offset).line;
  const note = (offset: number, reason: string) => void mistakes.push({ line: lineOf(offset), reason });

  for (const { pos, message } of document.errors) note(pos[0], message.split("\n", 1)[0] ?? message);
  if (mistakes.length > 0) return mistakes;
  const endless = findEndless(document);
  if (endless !== undefined) return [{ line: 1, reason: endless }];
  // Aliases stand for what they point at.
  visit(document, { Alias: (_key, alias) => alias.resolve(document) ?? undefined });

  function eachEntry(
    node: unknown,
    keys: readonly string[],
    use: (key: string, value: Node | null, at: number) => void,
  ) {
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : "";
      const at = startOf(key);
      const nearest = keys.includes(name) ? undefined : findNearest(name, keys);
      const hint = nearest === undefined ? `it takes ${keys.join(", ")}` : `did you mean "${nearest}"?`;
      if (!keys.includes(name)) note(at, `there is no key ${quote(name)}; ${hint}`);
      else use(name, value as Node | null, at);
    }
  }

  function checkValue(key: string, value: Node | null, at: number): void {
    const offset = value === null ? at : startOf(value);
    if (LISTS.has(key)) {
      if (!isEmpty(value) && !(isSeq(value) && value.items.every(isScalar)))
        note(offset, `"${key}" is not a list of texts`);
    } else if (!isScalar(value)) {
      note(offset, `"${key}" is not a text`);
    } else if (key === "expired_at" && !isEmpty(value) && !isMoment(value)) {
      note(offset, `"expired_at" is ${quote(value.source ?? "")}, not a day such as 2027-01-31 without quotes`);
    }
  }

  function checkFinding(item: unknown): void {
    if (!isMap(item)) note(startOf(item), 'each entry has an "id", as in "- id: CVE-2027-1234"');
    if (!isMap(item)) return;
    eachEntry(item, KEYS, checkValue);
    const id = item.get("id");
    if (id === undefined || id === null || id === "") note(startOf(item), 'this entry has no "id"');
  }

  const { contents } = document;
  if (isEmpty(contents)) return mistakes;
  if (!isMap(contents)) note(startOf(contents), `it is not a map with the keys ${KINDS.join(", ")}`);
  eachEntry(contents, KINDS, (key, value, at) => {
    if (isSeq(value)) for (const item of value.items) checkFinding(item);
    else if (!isEmpty(value)) note(value === null ? at : startOf(value), `"${key}" is not a list`);
  });
  return mistakes;
}

/** Why nobody can look at all that aliases stand for. */
function findEndless(document: ReturnType<typeof parseDocument>): string | undefined {
  try {
    return hasCycle(document.toJS({ maxAliasCount: MAX_ALIASES })) ? "it contains itself" : undefined;
  } catch (error) {
    return error instanceof Error && /excessive alias/i.test(error.message)
      ? "its aliases stand for far more than is written"
      : undefined;
  }
}

function hasCycle(value: unknown, around = new Set<unknown>(), done = new Set<unknown>()): boolean {
  if (typeof value !== "object" || value === null || done.has(value)) return false;
  if (around.has(value)) return true;
  around.add(value);
  const isRound = Object.values(value).some((item) => hasCycle(item, around, done));
  around.delete(value);
  done.add(value);
  return isRound;
}

function startOf(node: unknown): number {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : 0;
}

function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function isMoment({ source = "", type }: Scalar): boolean {
  const day = (type === "PLAIN" ? PLAIN_MOMENT : QUOTED_MOMENT).exec(source)?.[1];
  return day !== undefined && isDay(day.replace(/-(?=\d(?:-|$))/g, "-0"));
}
