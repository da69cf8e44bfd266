import { stat } from "node:fs/promises";
import { errorCode } from "../../../core/kit.ts";
import { listError, toListError } from "./errors.ts";
import type { ListFile } from "./list_file.ts";
import { readLines } from "./read_lines.ts";

/**
 * Checks that a list file is there and can be read to its end. `example` is what a user could write into it, line by
 * line.
 *
 * @throws {ScanError} LIST_NOT_FOUND
 * @throws {ScanError} LIST_UNREADABLE when it is a folder, may not be read, or is not text in UTF-8
 */
export async function checkList(file: ListFile, { example }: { example: readonly string[] }): Promise<void> {
  const stats = await stat(file.path).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") throw listError("LIST_NOT_FOUND", { file, example });
    throw toListError(error, file);
  });
  if (stats.isDirectory()) throw listError("LIST_UNREADABLE", { file, reason: "it is a folder" });
  // A pipe gives its content once, and a list is read more than once.
  if (!stats.isFile()) throw listError("LIST_UNREADABLE", { file, reason: "it is not a regular file" });
  for await (const _line of readLines(file));
}
