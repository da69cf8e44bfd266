import { defineErrors, errorCode, type ScanError, toFileReason } from "../../../core/mod.ts";
import type { ListFile } from "./list_file.ts";

/** The errors of the sources that read list files. */
export const listError = defineErrors({
  LIST_NOT_FOUND: {
    message: ({ file }: { file: ListFile; example: readonly string[] }) =>
      `There is no list file "${file.name}"${file.name === file.path ? "" : ` (looked for "${file.path}")`}`,
    hint: ({ example }: { file: ListFile; example: readonly string[] }) =>
      `Make the file with one target a line, for example:\n${example.map((line) => `  ${line}`).join("\n")}`,
    usage: true,
  },
  LIST_UNREADABLE: {
    message: ({ file, reason }: { file: ListFile; reason: string }) => `Cannot read the list "${file.name}": ${reason}`,
    hint: 'Name a text file that you may read, and save it as UTF-8 (not as UTF-16, "Unicode" or Latin-1)',
    usage: true,
  },
});

/** Turns what the file system threw into the error of the list. */
export function toListError(cause: unknown, file: ListFile): ScanError {
  const reason = errorCode(cause) === "ENOENT" ? "it does not exist" : toFileReason(cause);
  return listError("LIST_UNREADABLE", { file, reason }, { cause });
}
