import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import process from "node:process";

/**
 * Looks a program up on PATH and returns its absolute path. Relative entries are passed over: what they name depends on
 * the current folder, and a program that lies in somebody's project must not be taken for Docker or Trivy.
 */
export async function findProgram(name: string, path: string | undefined): Promise<string | undefined> {
  const suffixes = process.platform === "win32" ? [".exe", ""] : [""];
  for (const folder of (path ?? "").split(delimiter).filter((entry) => isAbsolute(entry))) {
    for (const suffix of suffixes) {
      const candidate = join(folder, name + suffix);
      if (await isExecutableFile(candidate)) return candidate;
    }
  }
  return undefined;
}

/** Whether a path is a regular file that this user may execute. */
export async function isExecutableFile(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
