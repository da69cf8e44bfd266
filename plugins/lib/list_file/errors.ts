import {
  errorCode,
  findNearest,
  type SeverityLevel,
  severitiesFrom,
  severityOf,
  toFileReason,
} from "../../../core/kit.ts";
import { defineErrors, type ScanError, SEVERITIES } from "../../../core/mod.ts";
import { toPrintable } from "../clients/oci/mod.ts";
import type { ListFile, ListSetting } from "./list_file.ts";

interface BadSeverity {
  readonly file: ListFile;
  readonly setting: ListSetting;
  /** The level that holds instead. */
  readonly fallback: SeverityLevel;
}

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
  LIST_EMPTY: {
    message: ({ file, noun }: { file: ListFile; noun: string }) => `The list "${file.name}" names no ${noun} yet`,
    hint: ({ file, noun }: { file: ListFile; noun: string }) =>
      `Write each ${noun} on a line of its own into "${file.path}"`,
    usage: true,
  },
  LIST_SEVERITY: {
    message: ({ file, setting, fallback }: BadSeverity) =>
      `${file.name} line ${setting.line}: the severity "${toPrintable(setting.value)}" is neither 1 to 5 nor a name; level ${fallback} is used (${severitiesFrom(severityOf(fallback)).join(", ")})`,
    hint: ({ setting }: BadSeverity) => {
      const nearest = findNearest(setting.value, SEVERITIES);
      return nearest === undefined
        ? "Write severity=4 or severity=HIGH, for example"
        : `Did you mean severity=${nearest}?`;
    },
  },
});

/** Turns what the file system threw into the error of the list. */
export function toListError(cause: unknown, file: ListFile): ScanError {
  const reason = errorCode(cause) === "ENOENT" ? "it does not exist" : toFileReason(cause);
  return listError("LIST_UNREADABLE", { file, reason }, { cause });
}

/** The error of a `severity=` that is none; `fallback` is the level that holds instead. */
export function toSeverityError(
  setting: ListSetting,
  place: { readonly file: ListFile; readonly fallback: SeverityLevel },
): ScanError {
  return listError("LIST_SEVERITY", { setting, ...place });
}
