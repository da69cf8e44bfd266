import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");

/** A fenced block of a page. */
export interface Fence {
  /** What stands after the three backticks: `sh`, `ts no-run`. */
  readonly info: string;
  readonly code: string;
  /** The last `##` heading before it. */
  readonly section: string;
}

/** The fenced blocks of Markdown text, in order. */
export function findFences(markdown: string): readonly Fence[] {
  const fences: Fence[] = [];
  let section = "";
  for (const [, heading, info = "", code = ""] of markdown.matchAll(/^## (.*)$|^```(.*)\n([\s\S]*?)^```$/gm)) {
    if (heading !== undefined) section = heading;
    else fences.push({ info, code, section });
  }
  return fences;
}

/** The fenced blocks of a page of the project. */
export async function loadFences(path: string): Promise<readonly Fence[]> {
  return findFences(await readFile(join(PROJECT, path), "utf8"));
}

/** The pages of the project, relative to its folder. */
export async function listPages(): Promise<readonly string[]> {
  const pages = ["README.md", "CONTRIBUTING.md"];
  for (const folder of ["plugins", "docs"]) {
    const entries = await readdir(join(PROJECT, folder), { recursive: true });
    pages.push(...entries.filter((entry) => entry.endsWith(".md")).map((entry) => join(folder, entry)));
  }
  return pages.sort();
}
