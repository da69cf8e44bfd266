import { resolve } from "node:path";
import { loadConfig } from "../../config/load.ts";
import { resolveLoaded } from "../../config/resolve.ts";
import { coreError } from "../../errors/mod.ts";
import { printableJson } from "../../services/printable.ts";
import type { CommandContext } from "../composition.ts";
import { EXIT } from "../exit.ts";
import { chooseSubject, type Subject } from "../explain/choose_subject.ts";
import { collect } from "../explain/collect.ts";
import { formatAnswer } from "../explain/format.ts";
import { toData } from "../explain/to_data.ts";
import { createPaint } from "../terminal/format.ts";
import { chooseGlyphs } from "../terminal/glyphs.ts";
import { stdoutHasColor, stdoutWidth } from "../terminal/stdout.ts";

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
  const path = file === undefined ? await findReport(flags, composition) : resolve(file);
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

async function findReport(flags: ExplainFlags, composition: CommandContext): Promise<string> {
  const { defaultConfig, catalog } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const loaded = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const { outputDir, pipelines } = await resolveLoaded(loaded, {
    catalog,
    ...(flags.outputDir !== undefined && { outputDir: flags.outputDir }),
  });
  const options = pipelines.flatMap(({ sinks }) => sinks.map((sink) => sink.options));
  const newest = await (await composition.loadReports()).findNewest(outputDir, options);
  if (newest === undefined) throw coreError("REPORT_MISSING", { folder: outputDir });
  return newest;
}

function toShowOptions(flags: ExplainFlags) {
  return { paint: createPaint(stdoutHasColor(flags)), width: stdoutWidth(), glyphs: chooseGlyphs() };
}
