import type { TextMistake } from "./describe_range.ts";

const TOKEN =
  /[{}[\]:,]|"(?:[ -!#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy;
const SPACE = /[ \t\n\r]*/y;
/** What is no token is marked as a whole. */
const WORD = /"[^"\n]*"?|'[^'\n]*'?|\/[/*].*|#.*|[\w$.+-]+|./suy;

/** What may come next: a value, a key, what is between them, or nothing. */
type Next = "value" | "key" | "colon" | "comma" | "nothing";

/** Finds the first thing that keeps a text from being JSON, in the same words in all versions of Node. */
export function findJsonMistake(text: string): TextMistake | undefined {
  const open: string[] = [];
  let next: Next = "value";
  let before = "";
  let start = text.startsWith("\uFEFF") ? 1 : 0;
  let lastEnd = start;
  for (;;) {
    start = matchAt(SPACE, text, start)[1];
    if (start >= text.length && next === "nothing") return undefined;
    const [token, end] = matchAt(TOKEN, text, start);
    const top = open.at(-1);
    const closes: boolean = token !== "" && token === closing(top) && (next === "comma" || before === top);
    const opens: boolean = next === "value" && (token === "{" || token === "[");
    if (closes) open.pop();
    else if (opens) open.push(token);
    else if (!isNext(token, next)) {
      const isLate = before === "," && token !== "" && token === closing(top);
      if (isLate) return { message: `there is nothing after the comma: leave it out`, range: [lastEnd - 1, lastEnd] };
      return { message: describe(text, start, { next, top }), range: matchRange(text, start) };
    }
    next = closes ? after(open) : findNext(token, { opens, next, open });
    before = token;
    start = end;
    lastEnd = end;
  }
}

function findNext(token: string, { opens, next, open }: { opens: boolean; next: Next; open: readonly string[] }): Next {
  if (opens) return token === "{" ? "key" : "value";
  if (next === "key") return "colon";
  if (next === "colon") return "value";
  if (next === "comma") return open.at(-1) === "{" ? "key" : "value";
  return after(open);
}

function after(open: readonly string[]): Next {
  return open.length === 0 ? "nothing" : "comma";
}

function closing(open: string | undefined): string | undefined {
  return open === "{" ? "}" : open === "[" ? "]" : undefined;
}

function isNext(token: string, next: Next): boolean {
  if (next === "colon") return token === ":";
  if (next === "comma") return token === ",";
  if (next === "key") return token.startsWith('"');
  return next === "value" && token !== "" && !/^[{}[\]:,]$/.test(token);
}

function describe(text: string, at: number, { next, top }: { next: Next; top: string | undefined }): string {
  const [found] = matchAt(WORD, text, at);
  if (found === "") return `the file ends before its last ${closing(top) ?? "value"}`;
  if (/^(?:#|\/[/*])/.test(found)) return "JSON has no comments: leave it out, or write the config in YAML";
  if (found.startsWith("'")) return "expected double quotes, not single ones";
  if (found.startsWith('"') && (next === "key" || next === "value")) {
    return found.length > 1 && found.endsWith('"')
      ? "a character in this text must be escaped: write \\\\ for a backslash"
      : "the text does not end on its line";
  }
  if (next === "nothing") return "the file goes on after its end";
  if (next === "key") return /^[\w$]/.test(found) ? `expected double quotes around "${found}"` : "expected a key";
  if (next === "colon") return 'expected ":" and a value after the key';
  if (next === "comma") return `expected "," or "${closing(top)}" before this`;
  return "expected a value";
}

function matchRange(text: string, at: number): TextMistake["range"] {
  const [found, end] = matchAt(WORD, text, at);
  return [at, found === "" ? at : end];
}

/** What a sticky pattern matches at an offset, or nothing, and the offset behind it. */
function matchAt(pattern: RegExp, text: string, at: number): readonly [match: string, end: number] {
  pattern.lastIndex = at;
  const match = pattern.exec(text)?.[0] ?? "";
  return [match, at + match.length];
}
