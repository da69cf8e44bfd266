import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { emptySummary, foldSummary } from "#core/kit.ts";
import type { Outcome, Summary } from "#core/mod.ts";
import type { Format } from "#plugins/lib/formats/format.ts";
import { FORMATS, type FormatName } from "#plugins/lib/formats/formats.ts";

/** What a format is run with besides outcomes. */
export interface FormatOptions {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly summary?: Partial<Summary>;
  /** Where the report would go. */
  readonly path?: string;
}

/** A report as text, by the part of its name: `""` is its first file. */
export interface FormattedReport {
  readonly parts: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** Writes a report of some outcomes to memory. */
export async function formatOutcomes(
  name: FormatName,
  outcomes: Iterable<Outcome>,
  { options = {}, summary: more = {}, path = join(tmpdir(), "report") }: FormatOptions = {},
): Promise<FormattedReport> {
  const format = (await FORMATS[name].load()) as Format;
  let summary = emptySummary();
  async function* pull() {
    for (const outcome of outcomes) {
      summary = foldSummary(summary, { type: "target.finished", pipeline: outcome.pipeline, outcome });
      yield outcome;
    }
  }
  const parts: Record<string, string> = { "": "" };
  const warnings: string[] = [];
  let part = "";
  const pieces = format(pull(), {
    run: {
      id: "0190f1a0-0000-7000-8000-000000000001",
      label: "remote",
      startedAt: new Date("2024-01-02T03:04:05.006Z"),
    },
    version: "0.0.0-test",
    options: { ...z.object(FORMATS[name].options).parse({}), ...options },
    path,
    summary: () => ({ ...summary, ...more }),
    warn: (message) => void warnings.push(message),
  });
  for await (const piece of pieces) {
    if (typeof piece === "string") parts[part] += piece;
    else {
      part = piece.part;
      parts[part] = "";
    }
  }
  return { parts, warnings };
}
