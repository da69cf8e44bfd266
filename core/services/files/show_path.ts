import { isAbsolute, relative, sep } from "node:path";

/**
 * How a path is shown to somebody who is in `cwd`: relative when it is inside, else absolute.
 *
 * @example
 * ```ts
 * import { showPath } from "hullscan/kit";
 *
 * if (showPath("/project/reports/a.json", "/project") !== "reports/a.json") throw new Error("not relative");
 * ```
 */
export function showPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  const isInside = shown !== "" && shown !== ".." && !shown.startsWith(`..${sep}`) && !isAbsolute(shown);
  return isInside ? shown : path;
}
