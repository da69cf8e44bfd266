import { basename } from "node:path";
import { pathExists } from "../../../core/kit.ts";
import type { FormatContext } from "./format.ts";
import { toPartPath } from "./part_path.ts";

/**
 * Says of a report of several files that the next one is there from an earlier run that had more. It is not ours to remove,
 * and who hands `scan.junit*.xml` to a reader would hand it over, too.
 *
 * @param parts How many files this report has
 */
export async function warnOfOlderPart(
  { path, warn }: Pick<FormatContext, "path" | "warn">,
  parts: number,
): Promise<void> {
  const next = toPartPath(path, `-${parts + 1}`);
  if (!(await pathExists(next))) return;
  const own = parts === 1 ? "one file" : `${parts} files`;
  warn(
    `"${basename(next)}" is there from another run, and this report has ${own}: remove it before you hand them over`,
  );
}
