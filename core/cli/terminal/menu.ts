import { coreError } from "../../errors/mod.ts";
import { printable } from "../../services/printable.ts";

/** One thing to choose. */
export interface MenuEntry {
  /** What is typed after --mode for the same. */
  readonly value: string;
  /** What it does, a few words. */
  readonly hint: string;
}

/**
 * Asks on the terminal what to run. It is drawn on stderr: stdout carries the report's filename only.
 *
 * @throws {ScanError} ABORTED when the user leaves the menu
 */
export async function askMode(entries: readonly MenuEntry[]): Promise<string> {
  const { isCancel, select } = await import("@clack/prompts");
  const choice = await select({
    message: "What do you want to scan?",
    options: toMenuOptions(entries),
    output: process.stderr,
  });
  if (isCancel(choice)) throw coreError("ABORTED", { reason: "nothing was chosen" });
  return choice;
}

/** What the menu shows of its entries: a config's names may command a terminal. */
export function toMenuOptions(entries: readonly MenuEntry[]) {
  return entries.map(({ value, hint }) => ({ value, label: printable(value), hint: printable(hint) }));
}
