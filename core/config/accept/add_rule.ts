import { stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { compileRule } from "../../accept/compile_rule.ts";
import { today } from "../../accept/days.ts";
import type { AcceptRule } from "../../accept/mod.ts";
import type { AcceptRuleConfig } from "../../accept/rule_config.ts";
import { coreError } from "../../errors/mod.ts";
import { openAtomicFile } from "../../services/files/atomic_file.ts";
import { errorCode, toFileReason } from "../../services/files/file_error.ts";
import { withLock } from "../../services/files/lock.ts";
import { loadText } from "../../services/files/open_file.ts";
import { appendRule } from "./append_rule.ts";
import { type PlacedRule, parseRuleFile } from "./load_rule_file.ts";

/** As readable for others as files of a repository are. */
const MODE = 0o644;
const LOCK_MS = 10_000;

/** How a rule is added to a file. */
export interface AddRuleOptions {
  /** What the file is called in messages. */
  readonly name: string;
  /** @default The present moment */
  readonly now?: Date;
  /** Whether it is only said what would be done. @default {false} */
  readonly isDry?: boolean;
}

/**
 * Adds a rule of the right shape at the end of a file of rules, which it makes where there is none. Two calls at once
 * wait for each other.
 *
 * @param path Absolute
 * @returns The rule as a run would have it
 * @throws {ScanError} ACCEPT_LOAD, ACCEPT_INVALID where the file is not fit; ACCEPT_EXISTS; FILE_WRITE, LOCK_FAILED
 */
export async function addRule(
  path: string,
  rule: AcceptRuleConfig,
  { name, now = new Date(), isDry = false }: AddRuleOptions,
): Promise<AcceptRule> {
  async function add(): Promise<AcceptRule> {
    const { text, mode } = await loadOld(path, name);
    const before = await parseRuleFile(text, { name, now });
    const same = before.find(({ config }) => isSame(config, rule));
    if (same !== undefined) throw alreadyThere(same, now);
    const changed = appendRule(text, rule);
    const after = await parseRuleFile(changed, { name, now });
    const added = after.at(-1);
    const configs = after.map(({ config }) => config);
    if (added === undefined || !isDeepStrictEqual(configs, [...before.map(({ config }) => config), rule])) {
      throw coreError("ACCEPT_LOAD", { path: name, reason: "no rule can be added to it: add it by hand" });
    }
    if (!isDry) await write(path, changed, mode);
    return compileRule(added.config, added.place);
  }
  return isDry ? add() : withLock(path, add, { timeoutMs: LOCK_MS });
}

async function loadOld(path: string, name: string): Promise<{ readonly text: string; readonly mode: number }> {
  try {
    return { text: await loadText(path), mode: (await stat(path)).mode & 0o777 };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return { text: "", mode: MODE };
    throw coreError("ACCEPT_LOAD", { path: name, reason: toFileReason(cause) }, { cause });
  }
}

async function write(path: string, text: string, mode: number): Promise<void> {
  const file = await openAtomicFile(path, { mode });
  try {
    await file.write(text);
    await file.commit({ ifTaken: "replace" });
  } finally {
    await file.discard();
  }
}

/** Whether two rules select the same findings. */
function isSame(a: AcceptRuleConfig, b: AcceptRuleConfig): boolean {
  return isDeepStrictEqual(listSelectors(a), listSelectors(b));
}

function listSelectors({ id, package: name, path, image, label = {}, kind, when_fixed = true }: AcceptRuleConfig) {
  const lists = [id, name, path, image, kind].map((value) => [...new Set([value ?? []].flat())].sort());
  return [...lists, { ...label }, when_fixed];
}

function alreadyThere({ place, config: { until } }: PlacedRule, now: Date) {
  return coreError("ACCEPT_EXISTS", { place, until, hasEnded: until < today(now) });
}
