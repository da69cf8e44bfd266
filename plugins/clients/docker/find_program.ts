import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import process from "node:process";

/**
 * Looks a program up on PATH and gives its absolute path. Relative entries are passed over: builds run in the
 * Dockerfile's folder, and what is there must not be taken for Docker.
 */
export async function findProgram(name: string, path: string | undefined): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of (path ?? "").split(delimiter).filter((entry) => isAbsolute(entry))) {
    const candidate = join(folder, file);
    if (await isProgram(candidate)) return candidate;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
