import type { ListFile, ListSetting } from "./list_file.ts";
import { readLines } from "./read_lines.ts";

/** One entry of a list: the text of a line that is neither blank nor comment, setting or repetition. */
export interface ListEntry {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  /** Whether the line is too long to be read; `text` is its beginning. */
  readonly isTooLong: boolean;
}

/** An entry that stands in the list already. */
export interface RepeatedEntry {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly firstLine: number;
}

/** Who hears of the lines that are no entries. */
export interface ReadEntriesOptions {
  readonly onSetting?: (setting: ListSetting) => void;
  readonly onRepeated?: (repeated: RepeatedEntry) => void;
}

const SEVERITY_SETTING = /^severity\s*=(.*)$/is;

/**
 * Reads the entries of a list file, each text once. Keeps the texts that it has seen, and nothing else.
 *
 * @throws {ScanError} LIST_UNREADABLE
 */
export async function* readEntries(
  file: ListFile,
  { onSetting, onRepeated }: ReadEntriesOptions = {},
): AsyncGenerator<ListEntry> {
  const firstLines = new Map<string, number>();
  for await (const { number: line, text, isTooLong } of readLines(file)) {
    if ((text === "" && !isTooLong) || text.startsWith("#")) continue;
    const value = SEVERITY_SETTING.exec(text)?.[1];
    if (value !== undefined) {
      onSetting?.({ line, value: value.trim() });
      continue;
    }
    // Two beginnings may be the same where the lines are not.
    const firstLine = isTooLong ? undefined : firstLines.get(text);
    if (firstLine !== undefined) {
      onRepeated?.({ line, text, firstLine });
      continue;
    }
    if (!isTooLong) firstLines.set(text, line);
    yield { line, text, isTooLong };
  }
}
