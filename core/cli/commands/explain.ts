import { resolve } from "node:path";
import { coreError } from "../../errors/mod.ts";
import { printableJson } from "../../services/printable.ts";
import type { CommandContext } from "../composition.ts";
import { EXIT } from "../exit.ts";
import { chooseSubject, type Subject } from "../explain/choose_subject.ts";
import { collect } from "../explain/collect.ts";
import { formatAnswer } from "../explain/format.ts";
import { toData } from "../explain/to_data.ts";
import { findReport, loadForReports } from "../find_report.ts";
import { stdoutHasColor, stdoutWidth } from "../terminal/stdout.ts";
import { createPaint } from "../terminal/text/format.ts";
import { chooseGlyphs } from "../terminal/text/glyphs.ts";

/** The flags of `scan explain`. */
export interface ExplainFlags {
  readonly config?: string;
  readonly outputDir?: string;
  /** What the word is, where it could be several things. */
  readonly as?: Subject;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `scan explain IMAGE|ID|PACKAGE [REPORT]`: prints what a report knows of one of them. Returns the exit code. */
export async function explainCommand(
  word: string,
  file: string | undefined,
  flags: ExplainFlags,
  composition: CommandContext,
): Promise<number> {
  const reports = await composition.loadReports();
  const path = file === undefined ? await findNewest(flags, composition) : resolve(file);
  const report = await reports.open(path);
  try {
    const found = await collect(report.outcomes(), word);
    const subject = chooseSubject(word, found, { ...flags, path, isWhole: !report.isInterrupted() });
    const about = { path, report, subject, word, found };
    process.stdout.write(flags.json ? `${printableJson(toData(about))}\n` : formatAnswer(about, toShowOptions(flags)));
    const isFailed = subject === "image" && found.images.some(({ status }) => status === "failed");
    return isFailed ? EXIT.incomplete : EXIT.ok;
  } finally {
    await report.close();
  }
}

async function findNewest(flags: ExplainFlags, composition: CommandContext): Promise<string> {
  const config = await loadForReports(flags, composition);
  const newest = await findReport(config, composition);
  if (newest === undefined) throw coreError("REPORT_MISSING", { folder: config.outputDir });
  return newest;
}

function toShowOptions(flags: ExplainFlags) {
  return { paint: createPaint(stdoutHasColor(flags)), width: stdoutWidth(), glyphs: chooseGlyphs() };
}
