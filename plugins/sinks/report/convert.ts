import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { emptySummary, foldSummary } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import { reportError } from "../../lib/formats/errors.ts";
import { FORMATS } from "../../lib/formats/formats.ts";
import { writeReport } from "../../lib/formats/write_report.ts";
import type { EarlierRun } from "../../lib/history/mod.ts";
import { openEarlier } from "./open_earlier.ts";
import { listReports, reportOptions, type WantedReport } from "./options.ts";

/** What is converted to what. */
export interface ConvertOptions {
  /** The report of an earlier run, absolute. */
  readonly path: string;
  /** Files by format; `true` for the usual name. */
  readonly reports: Readonly<Record<string, string | true>>;
  /** The absolute folder for the files. */
  readonly outputDir: string;
  readonly warn: (message: string) => void;
}

/**
 * Writes what an earlier run found in other formats. Returns the absolute paths of the files.
 *
 * @throws {ScanError} REPORT_FORMAT, REPORT_UNREADABLE, FILE_WRITE
 */
export async function convertReport({ path, reports, outputDir, warn }: ConvertOptions): Promise<readonly string[]> {
  const parsed = reportOptions.safeParse(reports);
  if (!parsed.success) {
    const unknown = Object.keys(reports).filter((name) => !Object.hasOwn(FORMATS, name));
    throw reportError("REPORT_FORMAT", { names: unknown.map((name) => `"${name}"`).join(", ") });
  }
  const earlier = await openEarlier(path);
  try {
    const files: string[] = [];
    for (const wanted of listReports(parsed.data)) {
      files.push(...(await convert(earlier, wanted, { outputDir, warn })));
    }
    if (earlier.isInterrupted()) warn(`"${path}" is not whole: its run was interrupted, or the file is cut`);
    return files;
  } finally {
    await earlier.close();
  }
}

async function convert(
  earlier: EarlierRun,
  { name, file, options }: WantedReport,
  { outputDir, warn }: Pick<ConvertOptions, "outputDir" | "warn">,
): Promise<readonly string[]> {
  const { label, startedAt } = earlier;
  let summary = { ...emptySummary(), label, startedAt: startedAt.toISOString() };
  async function* outcomes(): AsyncGenerator<Outcome> {
    for await (const outcome of earlier.outcomes()) {
      summary = foldSummary(summary, {
        type: "target.finished",
        pipeline: outcome.pipeline,
        outcome,
      }) as typeof summary;
      yield outcome;
    }
  }
  const report = await writeReport(await FORMATS[name].load(), outcomes(), {
    run: { id: randomUUID(), label, startedAt },
    options,
    path: resolve(outputDir, file),
    summary: () => ({ ...summary, emitted: countAll(summary), interrupted: earlier.isInterrupted() }),
    warn,
  });
  return report.commit();
}

function countAll({ done, failed, skipped }: { done: number; failed: number; skipped: number }): number {
  return done + failed + skipped;
}
