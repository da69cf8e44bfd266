import { findFailureRow } from "../../../../lib/clients/programs/mod.ts";
import type { RunFailureCode } from "../../errors.ts";
import { FAILURE_ROWS } from "./table.ts";

/** A class of failure that a text shows, and where in the text. */
export interface ClassMatch {
  readonly code: RunFailureCode;
  /** The line with the pattern, from the pattern's own part of the chain on. */
  readonly line: string;
}

/** Finds the first class of the table that a text shows. What `ignored` names (the image) is never matched. */
export function matchClass(text: string, ignored: string): ClassMatch | undefined {
  const match = findFailureRow(FAILURE_ROWS, [toSearchable(text, ignored)]);
  return match && { code: match.code, line: lineFrom(text, match.at) };
}

/** Lower case, with addresses and the image's name blanked out: a repository may be called "denied". Keeps all indexes. */
function toSearchable(text: string, ignored: string): string {
  let searched = toLowerCase(text);
  const blank = (part: string) => " ".repeat(part.length);
  searched = searched.replace(/https?:\/\/[^\s"]+/g, blank).replace(/\bindex\.docker\.io\/[^\s")]+/g, blank);
  for (const name of listNames(toLowerCase(ignored))) searched = searched.replaceAll(name, blank);
  return searched;
}

/** A name as messages have it: in quotes, and where it cannot be anything else, without; the same for its repository. */
function listNames(image: string): readonly string[] {
  if (image === "") return [];
  const repository = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const path = repository.slice(repository.indexOf("/") + 1);
  const names = [image, repository, path, `library/${repository}`];
  return [`"${image}"`, ...names.filter((name) => /[/:@]/.test(name))];
}

/** Without what has another length in lower case. */
function toLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function lineFrom(text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  const before = text.slice(lineStart, at);
  const partStart = Math.max(before.lastIndexOf(": ") + 2, before.lastIndexOf("\t") + 1);
  const start = partStart < 2 && !before.startsWith("\t") ? 0 : partStart;
  return text.slice(lineStart + start, end < 0 ? undefined : end);
}
