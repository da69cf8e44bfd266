import { coreError } from "../errors/mod.ts";
import type { Composition } from "./composition.ts";
import type { CommonFlags } from "./flags.ts";

/** The sinks that flags add: those of `--sink`, and one for all reports of `--report`. */
export function listSinks(
  { sink = [], report = [] }: Pick<CommonFlags, "sink" | "report">,
  { reportSink }: Pick<Composition, "reportSink">,
): readonly (string | Readonly<Record<string, unknown>>)[] {
  if (report.length === 0) return sink;
  const files: Record<string, string | true> = {};
  for (const text of report) {
    const [format = "", ...file] = text.split("=");
    if (Object.hasOwn(files, format)) {
      throw coreError("USAGE", { reason: `--report ${format} is given twice: a run writes each format once` });
    }
    files[format] = file.length === 0 ? true : file.join("=");
  }
  return [...sink, { [reportSink]: files }];
}
