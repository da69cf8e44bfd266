import {
  DEFAULT_MIN_SEVERITY,
  findSeverity,
  levelOf,
  type SeverityLevel,
  severitiesFrom,
  severityOf,
} from "../../../core/kit.ts";
import type { Logger, Severity } from "../../../core/mod.ts";
import { toSeverityError } from "./errors.ts";
import type { ListFile, ListSetting } from "./list_file.ts";
import { readEntries } from "./read_entries.ts";

/** What holds for a whole list. */
export interface ListSettings {
  readonly minSeverity: Severity;
  /** How many entries there are, each text counted once. */
  readonly count: number;
}

/** What a list's settings are loaded with. */
export interface LoadListSettingsOptions {
  /** The level that holds where the list sets none. @default {4} */
  readonly severityLevel?: SeverityLevel | undefined;
  /** What the run was asked to report: it comes before what the list says. */
  readonly asked?: Severity | undefined;
  readonly log: Logger;
  /** Ends the reading with the signal's reason. */
  readonly signal: AbortSignal;
}

/** How many lines a warning names. */
const NAMED_LINES = 5;

/**
 * Reads a whole list for what holds for all of its entries, wherever it stands. Of several `severity=` the last one
 * counts. A value that is no level counts as none. It warns of both.
 *
 * @throws {ScanError} LIST_UNREADABLE
 */
export async function loadListSettings(
  file: ListFile,
  { severityLevel = levelOf(DEFAULT_MIN_SEVERITY), asked, log, signal }: LoadListSettingsOptions,
): Promise<ListSettings> {
  const lines: number[] = [];
  let last: ListSetting | undefined;
  let count = 0;
  const onSetting = (setting: ListSetting) => {
    last = setting;
    lines.push(setting.line);
  };
  for await (const _entry of readEntries(file, { onSetting })) {
    signal.throwIfAborted();
    count += 1;
  }
  if (count === 0) log.warn(`${file.name} names no target yet: write one per line`);
  if (asked !== undefined) {
    if (last) log.info(`${file.name} line ${last.line} sets the severity: --severity ${asked} comes before it`);
    return { minSeverity: asked, count };
  }
  if (lines.length > 1) log.warn(`${file.name} sets the severity on ${toLineList(lines)}: the last one counts`);
  return { minSeverity: toSeverity(last, { file, fallback: severityLevel, log }), count };
}

interface LevelOptions {
  readonly file: ListFile;
  readonly fallback: SeverityLevel;
  readonly log: Logger;
}

function toSeverity(setting: ListSetting | undefined, { file, fallback, log }: LevelOptions): Severity {
  const used = `level ${fallback} is used (${severitiesFrom(severityOf(fallback)).join(", ")})`;
  if (setting === undefined) {
    log.info(`${file.name} sets no severity: ${used}`);
    return severityOf(fallback);
  }
  const severity = findSeverity(setting.value);
  if (severity !== undefined) return severity;
  const { message, hint } = toSeverityError(setting, { file, fallback });
  log.warn(`${message}. ${hint}`);
  return severityOf(fallback);
}

function toLineList(lines: readonly number[]): string {
  if (lines.length > NAMED_LINES) return `${lines.length} lines, from line ${lines[0]} to line ${lines.at(-1)}`;
  return `lines ${lines.slice(0, -1).join(", ")} and ${lines.at(-1)}`;
}
