import { findSeverity, type SeverityLevel, toScanError } from "../../../core/kit.ts";
import type { PreflightContext, Target } from "../../../core/mod.ts";
import { listError, toSeverityError } from "./errors.ts";
import type { ListFile, ListSetting } from "./list_file.ts";
import { type ListEntry, readEntries } from "./read_entries.ts";

/** How a list is told of. */
export interface TellListOptions {
  readonly ctx: Pick<PreflightContext, "note" | "foresee" | "signal">;
  /** What it names: `image`. */
  readonly noun: string;
  /** The level that holds where the list sets none. */
  readonly severityLevel: SeverityLevel;
  readonly toTarget: (entry: ListEntry) => Target | Promise<Target>;
}

/** How many lines that will fail are named. */
const NAMED_FAILURES = 10;

/**
 * Tells `scan check` of a list: how many targets it names, which of them will fail, and a severity that is none.
 *
 * @throws {ScanError} LIST_EMPTY, LIST_UNREADABLE
 */
export async function tellList(file: ListFile, options: TellListOptions): Promise<void> {
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
  ctx.note(`${file.name} names ${count} ${noun}${count === 1 ? "" : "s"}`);
  if (failures > NAMED_FAILURES) ctx.note(`${failures} lines of ${file.name} will fail; the first are named`);
}
