import { toErrorText } from "../errors/mod.ts";
import { findNearest } from "./nearest.ts";
import { loadOwnModules } from "./own_modules.ts";

/** What went wrong when a module or a config was loaded, in one line. */
export function explain(cause: unknown): string {
  const text = toErrorText(cause);
  if (text.startsWith("Maximum call stack size exceeded")) return "it is nested too deeply";
  const lines = text.split("\n").map((line) => line.trim());
  // A compiler's line that says where; and of JSON, where cosmiconfig tells the file first, the one that says what.
  const telling = lines.find((line) => /:\d+:\d+: ERROR: | JSON at position \d+| is not valid JSON/.test(line));
  return telling ?? lines.find((line) => line !== "" && !/^JSON Error in .*:$/.test(line)) ?? "unknown error";
}

/** Adds to why a module cannot be loaded what was most likely meant, where it imports from this package what it lacks. */
export async function suggestImport(reason: string): Promise<string> {
  const ours = await loadOwnModules();
  const nearest = await findMeant(reason, ours);
  return nearest === undefined ? reason : `${reason}; did you mean "${nearest}"?`;
}

async function findMeant(reason: string, ours: Readonly<Record<string, string>>): Promise<string | undefined> {
  const [, specifier = "", name = ""] =
    /module '(hullscan(?:\/\w+)?)' does not provide an export named '([^']+)'/.exec(reason) ?? [];
  const address = ours[specifier];
  if (address !== undefined) return findNearest(name, Object.keys(await import(address)));
  const subpath = /Package subpath '\.\/([^']+)' is not defined by "exports" in .*hullscan/.exec(reason)?.[1];
  return subpath === undefined ? undefined : findNearest(`hullscan/${subpath}`, Object.keys(ours));
}
