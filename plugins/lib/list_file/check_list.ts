import { stat } from "node:fs/promises";
import { errorCode, findSeverity, plural, type SeverityLevel, toScanError } from "../../../core/kit.ts";
import type { PreflightContext, Target } from "../../../core/mod.ts";
import { listError, toListError, toSeverityError } from "./errors.ts";
import type { ListFile, ListSetting } from "./list_file.ts";
import { type ListEntry, readEntries } from "./read_entries.ts";
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
  // A pipe can be read once, and a list is read more than once.
  if (!stats.isFile()) throw listError("LIST_UNREADABLE", { file, reason: "it is not a regular file" });
  for await (const _line of readLines(file));
}

/** What a list is reviewed with. */
export interface ReviewListOptions {
  readonly ctx: Pick<PreflightContext, "note" | "foresee" | "signal">;
  /** What the list names: `image`. */
  readonly noun: string;
  /** The level that holds where the list sets none. */
  readonly severityLevel: SeverityLevel;
  readonly toTarget: (entry: ListEntry) => Target | Promise<Target>;
}

/** How many lines that will fail are named. */
const NAMED_FAILURES = 10;

/**
 * Reports to `scan check` how many targets a list names, which of them will fail, and a severity that is none.
 *
 * @throws {ScanError} LIST_EMPTY, LIST_UNREADABLE
 */
export async function reviewList(file: ListFile, options: ReviewListOptions): Promise<void> {
  const { ctx, noun, severityLevel, toTarget } = options;
  let count = 0;
  let failures = 0;
  let last: ListSetting | undefined;
  const onSetting = (setting: ListSetting) => {
    last = setting;
  };
  for await (const entry of readEntries(file, { onSetting })) {
    ctx.signal.throwIfAborted();
    count += 1;
    const { settled } = await toTarget(entry);
    if (settled?.status !== "failed") continue;
    failures += 1;
    if (failures <= NAMED_FAILURES) ctx.foresee(toScanError(settled.error));
  }
  if (last !== undefined && findSeverity(last.value) === undefined) {
    ctx.foresee(toSeverityError(last, { file, fallback: severityLevel }));
  }
  if (count === 0) throw listError("LIST_EMPTY", { file, noun });
  ctx.note(`${file.name} names ${plural(count, noun)}`);
  if (failures > NAMED_FAILURES) ctx.note(`${failures} lines of ${file.name} will fail; the first are named`);
}
