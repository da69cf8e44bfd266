/** One run over images, with the history of a folder. */
import assert from "node:assert/strict";
import {
  defineProcessor,
  type Finding,
  isScanError,
  type Outcome,
  type ScanConfig,
  type ScanError,
  type ScanFacts,
  type Target,
} from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { history } from "#plugins/mod.ts";
import { collector, image, runToEnd, sourceOf } from "#support/pipeline.ts";

/** What one run looks at: findings by image; an error is thrown. */
type Images = Readonly<Record<string, readonly Finding[] | Error>>;

interface Look {
  readonly images: Images;
  readonly target?: Partial<Target>;
  readonly scans?: readonly ScanFacts[];
  readonly options?: Parameters<typeof history>[0];
  readonly accept?: ScanConfig["accept"];
  /** Besides the history. */
  readonly sinks?: ScanConfig["sinks"];
  /** Called before each image is scanned. */
  readonly onImage?: (name: string) => unknown;
  /** Whether the run is to end with an error. @default {false} */
  readonly fails?: boolean;
}

/** How the scanner of each run describes its scans. */
export const SCAN: ScanFacts = {
  scanner: { name: "scanner", version: "1.0" },
  origin: "scan",
  scannedAt: "2026-01-02T03:04:05.000Z",
  attempts: 1,
  caveats: [],
};

export function vulnerability(id: string, severity: Finding["severity"] = "HIGH"): Finding {
  return fakeFinding({ id, severity });
}

/** Runs a pipeline over images, with the history of a folder. */
export async function look(folder: string, { images, target = {}, scans = [SCAN], options, accept, ...more }: Look) {
  const { sinks: others = [], fails = false, onImage } = more;
  const { sink, outcomes, summary } = collector();
  const scanner = defineProcessor({
    name: "scanner",
    provides: ["findings", "scans"],
    setup: () => ({
      async process({ target: { image: name = "" } }) {
        await onImage?.(name);
        const found = images[name];
        if (found instanceof Error) throw found;
        return { findings: found ?? [], scans };
      },
    }),
  });
  const source = sourceOf(() => Object.keys(images).map((name) => image(name, target)));
  const { error, events } = await runToEnd(
    { sources: [source], processors: [scanner()], sinks: [sink, others, history(options)], accept },
    { outputDir: folder },
  );
  if (!fails) assert.equal(error, undefined);
  const logs = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
  return {
    outcomes,
    summary: summary(),
    error: listProblems(error)[0],
    logs: logs.join("\n"),
    byName: byName(outcomes),
  };
}

/** What a run ended with, or the problems that it consists of. */
function listProblems(error: unknown): readonly ScanError[] {
  if (!isScanError(error)) return [];
  return error.problems === undefined || error.problems.length === 0 ? [error] : error.problems;
}

/** What is said of each image: `new`, `gone` and, of the first look at its repository, `first`. */
function byName(outcomes: readonly Outcome[]) {
  return Object.fromEntries(
    outcomes.map(({ target, data, comparison }) => [
      target.image,
      comparison && {
        news: data.findings?.filter(({ isNew }) => isNew).map(({ id }) => id),
        gone: comparison.gone.map(({ id }) => id),
        ...(comparison.isFirst && { isFirst: true }),
        ...(comparison.minSeverity && { minSeverity: comparison.minSeverity }),
      },
    ]),
  );
}
