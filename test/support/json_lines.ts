import { readFile } from "node:fs/promises";

/** What a program has written into a file, one JSON value a line; nothing where it has not begun to. */
export async function loadJsonLines<T>(path: string): Promise<readonly T[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
