import { resolve } from "node:path";

/** A list file: a text file that names one target a line. */
export interface ListFile {
  /** As the user wrote it; messages and origins name it so. */
  readonly name: string;
  /** Where it is. */
  readonly path: string;
}

/** Finds the place of a list file; a relative one is looked for in `cwd`. Messages call it by its path where it has no name. */
export function toListFile(file: string, cwd: string, name = file): ListFile {
  return { name, path: resolve(cwd, file) };
}

/** A setting of the whole list: `severity=4`. */
export interface ListSetting {
  /** Counted from 1. */
  readonly line: number;
  /** What stands after the equals sign. */
  readonly value: string;
}
