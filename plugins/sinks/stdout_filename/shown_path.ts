import { isAbsolute, relative, sep } from "node:path";

/** How a path is shown to somebody who is in `cwd`: relative when it is inside, else absolute. */
export function toShownPath(path: string, cwd: string): string {
  const shown = relative(cwd, path);
  const isInside = shown !== "" && shown !== ".." && !shown.startsWith(`..${sep}`) && !isAbsolute(shown);
  return isInside ? shown : path;
}
