import type { ZodType } from "zod";
import type { RunInfo } from "../../../core/kit.ts";
import type { Outcome, ScanData, Summary } from "../../../core/mod.ts";

/** What a format knows of the run besides its outcomes. */
export interface FormatContext<Options = Readonly<Record<string, unknown>>> {
  readonly run: Pick<RunInfo, "id" | "label" | "startedAt">;
  /** The version of hullscan that writes. */
  readonly version: string;
  /** The format's own options, with their defaults. */
  readonly options: Options;
  /** Where files may be made that nobody sees: a spool for what is sorted, say. The absolute path of the report. */
  readonly path: string;
  /** What the run came to. Ask for it after the last outcome. */
  summary(): Summary;
  /** Says aloud what the report leaves out: more than its readers take. */
  warn(message: string): void;
}

/**
 * A piece of a report: text, or that what follows goes into another file. Its name is that of the report with this before
 * the extension: `{ part: "-2" }` makes `scan-2.sarif` of `scan.sarif`.
 */
export type Piece = string | { readonly part: string };

/**
 * Writes a report: takes outcomes one by one, and returns text in pieces. Memory must not grow with the number of outcomes,
 * as a run may have ten thousand of them with hundreds of findings each. An image that could not be scanned, one with
 * caveats, and a run that was interrupted have their place in each format: none may look clean.
 */
export type Format<Options = Readonly<Record<string, unknown>>> = (
  outcomes: AsyncIterable<Outcome>,
  ctx: FormatContext<Options>,
) => AsyncIterable<Piece>;

/** A format, before it is loaded. */
export interface FormatEntry {
  /** The report's usual name: `scan.sarif`. */
  readonly fileName: string;
  /** What it is for, in a few words. */
  readonly description: string;
  /** The options of its own by name. */
  readonly options: Readonly<Record<string, ZodType>>;
  /** The data that it writes more with, which processors provide where a sink wants them. */
  readonly wants?: readonly (keyof ScanData)[];
  load(): Promise<Format<never>>;
}
