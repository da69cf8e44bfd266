import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findFences } from "./fences.ts";

/** What README shows before one scrolls: all before its first `##`. */
export interface FirstScreen {
  readonly markdown: string;
  /** What it tells to type: in its blocks of shell, and in its tables. `npm ci` has been done where a test runs. */
  readonly commands: readonly string[];
}

/** Loads the first screen of README. */
export async function loadFirstScreen(): Promise<FirstScreen> {
  const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
  const [markdown = ""] = readme.split(/^## /m);
  const blocks = findFences(markdown).filter(({ info }) => info === "sh");
  const typed = blocks.flatMap(({ code }) => code.trim().split(/\n|&&/));
  const cells = [...markdown.matchAll(/^\| [^|]+ \| `([^`]*npx [^`]*)` +\|$/gm)].map(([, command = ""]) => command);
  return {
    markdown,
    commands: [...typed.map((command) => command.trim()), ...cells].filter((one) => one !== "npm ci"),
  };
}
