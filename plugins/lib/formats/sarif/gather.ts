import { hash } from "node:crypto";
import { leaveOutAccepted, repositoryOf, severitiesFrom } from "../../../../core/kit.ts";
import { type Finding, findingKey, type Outcome, type Severity } from "../../../../core/mod.ts";
import { DoubtCount, listDoubts } from "../doubts.ts";
import { createHashSet } from "../hash_set.ts";
import { LineSpool } from "../line_spool.ts";
import { type Place, ScratchFile } from "../scratch_file.ts";
import { SeverityFloors } from "../severity_floors.ts";
import { buildNotifications } from "./notifications.ts";
import { placeOf } from "./place.ts";
import { buildResult } from "./result.ts";
import { type RuleText, readRule, ruleIdOf } from "./rule.ts";
import { scoreOf } from "./score.ts";

/** Worst first. */
const RANKED = [...severitiesFrom("UNKNOWN")].reverse();

/** A result on its way to its file. */
export interface StoredResult {
  /** The same for all that GitHub takes for one alert. */
  readonly key: string;
  readonly rule: number;
  readonly severity: Severity;
  readonly score: number;
  /** JSON of it without the index of its rule. */
  readonly json: string;
}

/**
 * The results of a run on the disk: by bucket, which is a hash of the repository or Dockerfile, and by severity. Memory
 * holds the names of the rules, and some bytes for each alert.
 */
export class Gathered {
  /** How many images are not known whole. */
  readonly doubts = new DoubtCount();
  readonly floors = new SeverityFloors();
  /** Findings that are left out: GitHub reads no `suppressions`, and so would open an alert for each. */
  accepted = 0;
  /** Alerts by bucket, also those that are not kept, as it is full of others that are as bad. */
  readonly counts: number[];
  readonly #lines: LineSpool;
  readonly #texts: ScratchFile;
  readonly #rules = new Map<string, number>();
  /** The ids of rules by those of findings, which may have characters that a rule's has not. */
  readonly #ids = new Map<string, string>();
  readonly #places: Place[] = [];
  readonly #keys = createHashSet();
  readonly #kept: number[][];
  readonly #maxResults: number;

  constructor(path: string, { buckets, maxResults }: { readonly buckets: number; readonly maxResults: number }) {
    this.counts = Array.from({ length: buckets }, () => 0);
    this.#kept = this.counts.map(() => RANKED.map(() => 0));
    this.#maxResults = maxResults;
    // The last stream is for notifications.
    this.#lines = new LineSpool(path, { streams: buckets * RANKED.length + 1 });
    this.#texts = new ScratchFile(path);
  }

  async add(outcome: Outcome): Promise<void> {
    const doubts = listDoubts(outcome);
    this.doubts.add(doubts);
    this.floors.add(outcome);
    for (const one of buildNotifications(outcome, doubts)) await this.#lines.add(this.#lastStream, JSON.stringify(one));
    const repository = repositoryOf(outcome.target);
    const { findings = [] } = outcome.data;
    const counted = leaveOutAccepted(findings);
    this.accepted += findings.length - counted.length;
    for (const finding of counted) await this.#addFinding(outcome, finding, repository);
  }

  notifications(): AsyncGenerator<readonly string[]> {
    return this.#lines.lines(this.#lastStream);
  }

  /** The results of some buckets, worst first, some at a time. One alert may be there with two severities, or more. */
  async *results(isWanted: (bucket: number) => boolean): AsyncGenerator<readonly StoredResult[]> {
    for (const [rank, severity] of RANKED.entries()) {
      for (const bucket of this.counts.keys()) {
        if (!isWanted(bucket)) continue;
        for await (const lines of this.#lines.lines(bucket * RANKED.length + rank)) {
          yield lines.map((line) => parseLine(line, severity));
        }
      }
    }
  }

  async readRule(rule: number): Promise<RuleText> {
    const place = this.#places[rule];
    if (place === undefined) throw new RangeError(`There is no rule ${rule}`);
    return JSON.parse(await this.#texts.read(place)) as RuleText;
  }

  async close(): Promise<void> {
    await this.#lines.close();
    await this.#texts.close();
  }

  get #lastStream(): number {
    return this.counts.length * RANKED.length;
  }

  async #addFinding(outcome: Outcome, finding: Finding, repository: string): Promise<void> {
    const place = placeOf(outcome.target, finding);
    const id = this.#ruleId(finding.id);
    const full = findingKey(outcome.target, finding);
    const key = hash("sha256", JSON.stringify([id, place.uri, full])).slice(0, 16);
    const rank = RANKED.indexOf(finding.severity);
    // Tags and platforms of one repository have one alert.
    if (!this.#keys.add(Buffer.from(`${rank}${key.slice(1)}`, "hex"))) return;
    const bucket = this.#bucketOf(repository);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    const kept = this.#kept[bucket] ?? [];
    if (kept.slice(0, rank + 1).reduce((sum, count) => sum + count, 0) >= this.#maxResults) return;
    kept[rank] = (kept[rank] ?? 0) + 1;
    const json = JSON.stringify({ ruleId: id, ...buildResult(outcome, finding, { ...place, key: full }) });
    const line = [key, await this.#ruleNumber(id, finding), scoreOf(finding), json].join("\t");
    await this.#lines.add(bucket * RANKED.length + rank, line);
  }

  #bucketOf(repository: string): number {
    return Number.parseInt(hash("sha256", repository).slice(0, 8), 16) % this.counts.length;
  }

  #ruleId(id: string): string {
    const known = this.#ids.get(id) ?? ruleIdOf(id);
    this.#ids.set(id, known);
    return known;
  }

  async #ruleNumber(id: string, finding: Finding): Promise<number> {
    const known = this.#rules.get(id);
    if (known !== undefined) return known;
    this.#rules.set(id, this.#places.length);
    return this.#places.push(await this.#texts.append(JSON.stringify(readRule(finding)))) - 1;
  }
}

function parseLine(line: string, severity: Severity): StoredResult {
  const [hex = "", rule, score, json = ""] = line.split("\t", 4);
  // A text of its own: one that is cut from another keeps all of that in memory.
  const key = Buffer.from(hex, "hex").toString("latin1");
  return { key, rule: Number(rule), severity, score: Number(score), json };
}
