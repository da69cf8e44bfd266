import { coreError } from "../errors/mod.ts";
import type { Composition, ReportFiles } from "./composition.ts";
import type { CommonFlags } from "./flags.ts";

/** The sinks that flags add: those of `--sink`, and one for all reports of `--report`. */
export function listSinks(
  { sink = [], report = [] }: Pick<CommonFlags, "sink" | "report">,
  { reportSink }: Pick<Composition, "reportSink">,
): readonly (string | Readonly<Record<string, unknown>>)[] {
  return report.length === 0 ? sink : [...sink, { [reportSink]: parseReports(report, "--report") }];
}

/** Reads `csv` and `csv=findings.csv`. */
export function parseReports(texts: readonly string[], flag: string): ReportFiles {
  const files: Record<string, string | true> = {};
  for (const text of texts) {
    const [format = "", ...file] = text.split("=");
    if (Object.hasOwn(files, format)) {
      throw coreError("USAGE", { reason: `${flag} ${format} is given twice: each format is written once` });
    }
    files[format] = file.length === 0 ? true : file.join("=");
  }
  return files;
}
