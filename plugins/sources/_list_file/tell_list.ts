import { isScanError, type PreflightContext, type Target } from "../../../core/mod.ts";
import type { ListFile } from "./list_file.ts";
import { type ListEntry, readEntries } from "./read_entries.ts";

/** How a list is told of. */
export interface TellListOptions {
  readonly ctx: Pick<PreflightContext, "note" | "foresee" | "signal">;
  /** What it names: `image`. */
  readonly noun: string;
  readonly toTarget: (entry: ListEntry) => Target | Promise<Target>;
}

/** How many lines that will fail are named. */
const NAMED_FAILURES = 10;

/**
 * Tells `scan check` of a list: how many targets it names, and which of them will fail.
 *
 * @throws {ScanError} LIST_UNREADABLE
 */
export async function tellList(file: ListFile, { ctx, noun, toTarget }: TellListOptions): Promise<void> {
  let count = 0;
  let failures = 0;
  for await (const entry of readEntries(file)) {
    ctx.signal.throwIfAborted();
    count += 1;
    const { settled } = await toTarget(entry);
    if (settled?.status !== "failed" || !isScanError(settled.error.cause)) continue;
    failures += 1;
    if (failures <= NAMED_FAILURES) ctx.foresee(settled.error.cause);
  }
  if (count === 0) ctx.note(`${file.name} names no ${noun} yet`);
  else ctx.note(`${file.name} names ${count} ${noun}${count === 1 ? "" : "s"}`);
  if (failures > NAMED_FAILURES) ctx.note(`${failures} lines of ${file.name} will fail; the first are named`);
}
