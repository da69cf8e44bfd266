import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** The folder of this project. */
export const PROJECT = join(import.meta.dirname, "../..");

/** The program `scan` of a package: of the project itself, or of one that was built and unpacked somewhere. */
export async function findPackageProgram(folder = PROJECT): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const program: unknown = manifest.bin?.scan;
  if (typeof program !== "string") throw new Error(`The package in "${folder}" has no program "scan"`);
  return resolve(folder, program);
}
