import { findNearest } from "./nearest.ts";
import { loadOwnModules } from "./own_modules.ts";

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
