import { FAILURE_CLASSES, type FailureClass, type Pattern } from "./table.ts";

/** A class of failure that a text shows, and where in the text. */
export interface ClassMatch {
  readonly code: FailureClass["code"];
  /** The line with the pattern, from the pattern's own part of the chain on. */
  readonly line: string;
}

/** Finds the first class of the table that a text shows. What `ignored` names (the image) is never matched. */
export function matchClass(text: string, ignored: string): ClassMatch | undefined {
  const searched = toSearchable(text, ignored);
  for (const { code, patterns } of FAILURE_CLASSES satisfies readonly FailureClass[]) {
    for (const pattern of patterns) {
      const at = findPattern(searched, pattern);
      if (at >= 0) return { code, line: lineFrom(text, at) };
    }
  }
  return undefined;
}

function findPattern(searched: string, pattern: Pattern): number {
  if (typeof pattern === "string") return searched.indexOf(pattern);
  const places = pattern.map((part) => searched.indexOf(part));
  return places.includes(-1) ? -1 : (places[0] ?? -1);
}

/** Lower case, with addresses and the image's name blanked out: a repository may be called "denied". Keeps all indexes. */
function toSearchable(text: string, ignored: string): string {
  const lower = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const blanked = lower.replace(/https?:\/\/[^\s"]+/g, (address) => " ".repeat(address.length));
  const name = ignored.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return name === "" ? blanked : blanked.replaceAll(`"${name}"`, " ".repeat(name.length + 2));
}

function lineFrom(text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  const before = text.slice(lineStart, at);
  const partStart = Math.max(before.lastIndexOf(": ") + 2, before.lastIndexOf("\t") + 1);
  const start = partStart < 2 && !before.startsWith("\t") ? 0 : partStart;
  return text.slice(lineStart + start, end < 0 ? undefined : end);
}
