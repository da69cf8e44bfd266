import {
  type Comparison,
  caveatsOf,
  componentOf,
  isAccepted,
  isCached,
  isExploited,
  isRematched,
  leaveOutAccepted,
  type SeverityCounts,
  zeroCounts,
} from "../model/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import { targetName } from "../model/target.ts";
import type { ComparisonTotals, FailedTarget, ScanEvent, Summary } from "./event.ts";
import { createImageCounter, type ImageCounter } from "./image_totals.ts";

/** What an accumulator tells images apart by: no part of what is told, copied or compared. */
const COUNTER = Symbol("images");

type Accumulator = { -readonly [K in keyof Summary]: Summary[K] } & {
  severities: SeverityCounts;
  accepted: SeverityCounts;
  components: Record<string, SeverityCounts>;
  caveats: Record<string, number>;
  failures: FailedTarget[];
  readonly [COUNTER]?: ImageCounter;
  artifacts: string[];
  extraArtifacts: string[];
};

/** The summary before the first event. */
export function emptySummary(): Summary {
  return {
    label: "",
    startedAt: "",
    durationMs: 0,
    emitted: 0,
    done: 0,
    scanned: 0,
    failed: 0,
    skipped: 0,
    cached: 0,
    rematched: 0,
    replayed: 0,
    severities: zeroCounts(),
    accepted: zeroCounts(),
    // A component type may be called anything, `__proto__` too.
    components: Object.create(null),
    secrets: 0,
    secretTargets: 0,
    byImage: { images: 0, severities: zeroCounts(), secrets: 0 },
    withCaveats: 0,
    caveats: Object.create(null),
    failures: [],
    artifacts: [],
    extraArtifacts: [],
    interrupted: false,
  };
}

/**
 * Folds one event into a summary made by {@linkcode emptySummary} and returns it. It updates that summary in place, so
 * that the cost of an event does not grow with the run; keep one accumulator for each stream of events.
 */
export function foldSummary(summary: Summary, event: ScanEvent): Summary {
  const sum = summary as Accumulator;
  switch (event.type) {
    case "run.started":
      if (event.dryRun) Object.assign(sum, { planned: 0, unchanged: 0 });
      sum.label = event.label;
      if (event.total !== undefined) sum.total = event.total;
      sum.startedAt = event.startedAt;
      break;
    case "target.started":
      sum.emitted += 1;
      break;
    case "target.finished":
      foldOutcome(sum, event.outcome);
      break;
    case "artifact":
      (event.isExtra ? sum.extraArtifacts : sum.artifacts).push(event.path);
      break;
    case "run.finished":
      return event.summary;
  }
  return sum;
}

function foldOutcome(sum: Accumulator, outcome: Outcome): void {
  sum[outcome.status] += 1;
  if (outcome.status === "done" && isCached(outcome.data)) sum.cached += 1;
  if (outcome.status === "done" && isRematched(outcome.data)) sum.rematched += 1;
  if (outcome.replayed) sum.replayed += 1;
  if (outcome.status === "skipped" && outcome.planned) sum.planned = (sum.planned ?? 0) + 1;
  if (outcome.status === "skipped" && outcome.unchanged) sum.unchanged = (sum.unchanged ?? 0) + 1;
  if (outcome.status === "done" && outcome.data.findings !== undefined) sum.scanned += 1;
  if (outcome.status === "failed") {
    sum.failures.push({ pipeline: outcome.pipeline, name: targetName(outcome.target), error: outcome.error });
  }
  if (outcome.status === "done") foldCaveats(sum, outcome);
  if (outcome.comparison) sum.comparison = addComparison(sum.comparison, outcome, outcome.comparison);
  if (!sum[COUNTER]) addCounter(sum);
  sum[COUNTER]?.add(outcome);
  let hasSecret = false;
  let exploited = 0;
  for (const finding of outcome.data.findings ?? []) {
    if (isAccepted(finding)) {
      sum.accepted[finding.severity] += 1;
      continue;
    }
    sum.severities[finding.severity] += 1;
    const component = componentOf(finding);
    sum.components[component] ??= zeroCounts();
    const counts = sum.components[component];
    if (counts) counts[finding.severity] += 1;
    if (isExploited(finding)) exploited += 1;
    if (finding.kind !== "secret") continue;
    sum.secrets += 1;
    hasSecret = true;
  }
  if (hasSecret) sum.secretTargets += 1;
  if (exploited > 0) {
    const { findings, targets } = sum.exploited ?? { findings: 0, targets: 0 };
    sum.exploited = { findings: findings + exploited, targets: targets + 1 };
  }
}

function addComparison(before: ComparisonTotals | undefined, { data }: Outcome, comparison: Comparison) {
  const sum = before ?? { with: comparison.with, targets: 0, first: 0, news: zeroCounts(), gone: 0 };
  const news = { ...sum.news };
  for (const { isNew, severity } of leaveOutAccepted(data.findings ?? [])) if (isNew) news[severity] += 1;
  const first = sum.first + (comparison.isFirst ? 1 : 0);
  return { ...sum, targets: sum.targets + 1, first, news, gone: sum.gone + comparison.gone.length };
}

/** A copy of a summary has none, and so one of its own. */
function addCounter(sum: Accumulator): void {
  const counter = createImageCounter();
  sum.byImage = counter.totals;
  Object.defineProperty(sum, COUNTER, { value: counter });
}

function foldCaveats(sum: Accumulator, { data }: Outcome): void {
  const codes = new Set(caveatsOf(data).map(({ code }) => code));
  if (codes.size > 0) sum.withCaveats += 1;
  for (const code of codes) sum.caveats[code] = (sum.caveats[code] ?? 0) + 1;
}

/** `57 of 100 not reached`; undefined where all were, or their number is not known. */
export function formatUnreached({ total, emitted }: Pick<Summary, "total" | "emitted">): string | undefined {
  return total !== undefined && total > emitted ? `${total - emitted} of ${total} not reached` : undefined;
}
