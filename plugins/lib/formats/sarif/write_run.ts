import type { Gathered } from "./gather.ts";
import { type Notification, notify } from "./notifications.ts";
import { buildRule, type RuleRank } from "./rule.ts";

/** Descriptions share this, as GitHub takes 10 MB when packed. */
const MAX_TEXT = 12_000_000;
const MAX_NOTIFICATIONS = 5_000;

/** What a file has besides results. */
export interface RunFacts {
  /** The category, with a `/` at its end. */
  readonly id: string;
  readonly version: string;
  readonly startedAt: Date;
  /** Whether all images could be scanned. */
  readonly isComplete: boolean;
  readonly maxResults: number;
  /** How many results it would have without a limit. */
  readonly total: number;
  readonly notes: readonly Notification[];
  /** Whether this one names the images that are not fully known. */
  readonly isFirst: boolean;
  isWanted(bucket: number): boolean;
}

interface UsedRule extends RuleRank {
  /** Its place among the file's own rules. */
  readonly index: number;
}

/** Writes one file, results before rules: only then are the rules known. Returns how many results found no room. */
export async function* writeRun(gathered: Gathered, facts: RunFacts): AsyncGenerator<string, number> {
  const { id, startedAt, isComplete, version } = facts;
  const rules = new Map<number, UsedRule>();
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":[';
  const left = yield* writeResults(gathered, facts, rules);
  yield `\n],"columnKind":"utf16CodeUnits","automationDetails":${JSON.stringify({ id })},"invocations":[{`;
  yield `"executionSuccessful":${isComplete},"startTimeUtc":${JSON.stringify(startedAt)},"toolExecutionNotifications":[`;
  const cut = left === 0 ? [] : [notify("warning", `${left} results are left out, the least bad ones.`, "LEFT_OUT")];
  yield* writeNotifications(gathered, [...facts.notes, ...cut], facts.isFirst);
  yield `\n]}],"tool":{"driver":{"name":"hullscan","semanticVersion":${JSON.stringify(version)},"rules":[`;
  const maxDescription = Math.max(200, Math.min(1_024, Math.floor(MAX_TEXT / Math.max(1, rules.size))));
  for (const [number, used] of rules) {
    const rule = buildRule(await gathered.readRule(number), used, maxDescription);
    yield `${used.index > 0 ? ",\n" : "\n"}${JSON.stringify(rule)}`;
  }
  yield "\n]}}}]}\n";
  return left;
}

async function* writeResults(
  gathered: Gathered,
  { isWanted, maxResults, total }: RunFacts,
  rules: Map<number, UsedRule>,
): AsyncGenerator<string, number> {
  const keys = new Set<string>();
  let repeated = 0;
  for await (const results of gathered.results(isWanted)) {
    // In one piece: to hand each over costs more than to write it.
    let text = "";
    for (const { key, rule, severity, score, json } of results) {
      // It is there with a worse severity.
      if (keys.has(key)) repeated += 1;
      if (keys.has(key) || keys.size >= maxResults) continue;
      const { index, ...known } = rules.get(rule) ?? { index: rules.size, severity, score };
      rules.set(rule, { index, severity: known.severity, score: Math.max(score, known.score) });
      text += `${keys.size > 0 ? ",\n" : "\n"}{"ruleIndex":${index},${json.slice(1)}`;
      keys.add(key);
    }
    yield text;
  }
  return total - keys.size - repeated;
}

async function* writeNotifications(
  gathered: Gathered,
  notes: readonly Notification[],
  withImages: boolean,
): AsyncGenerator<string> {
  const texts = notes.map((note) => JSON.stringify(note));
  let left = 0;
  if (withImages) {
    for await (const lines of gathered.notifications()) {
      const fitting = lines.slice(0, Math.max(0, MAX_NOTIFICATIONS - texts.length));
      texts.push(...fitting);
      left += lines.length - fitting.length;
    }
  }
  if (left > 0) texts.push(JSON.stringify(notify("warning", `${left} more images or caveats are not named.`)));
  yield texts.map((text) => `\n${text}`).join(",");
}
