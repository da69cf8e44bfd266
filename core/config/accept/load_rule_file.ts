import { compileRule } from "../../accept/compile_rule.ts";
import type { AcceptRule } from "../../accept/mod.ts";
import type { AcceptRuleConfig } from "../../accept/rule_config.ts";
import { coreError, type ScanError, toReason } from "../../errors/mod.ts";
import { toFileReason } from "../../services/files/file_error.ts";
import { loadText } from "../../services/files/open_file.ts";
import { isRecord } from "../../services/values.ts";
import { checkAcceptFile } from "../check_shape.ts";
import { CycleError, parseYaml } from "../parse_data.ts";
import { entryOf, under, WHOLE } from "../place.ts";
import type { ConfigSource } from "../positions/config_source.ts";
import { findTextMistakes } from "../positions/find_text_mistakes.ts";
import { locate } from "../positions/locate.ts";
import { createProblems, type Problem } from "../problems.ts";
import { checkTerm } from "./check_term.ts";

/** How a file of rules is loaded. */
export interface LoadRuleFileOptions {
  /** What it is called in messages and reports. */
  readonly name: string;
  readonly now: Date;
}

/**
 * Loads the rules of one file. An empty one has none.
 *
 * @param file Absolute
 * @throws {ScanError} ACCEPT_LOAD where it cannot be read, ACCEPT_INVALID with every problem that it has
 */
export async function loadRuleFile(file: string, options: LoadRuleFileOptions): Promise<readonly AcceptRule[]> {
  const text = await loadText(file).catch((cause: unknown) => {
    throw coreError("ACCEPT_LOAD", { path: options.name, reason: toFileReason(cause) }, { cause });
  });
  return (await parseRuleFile(text, options)).map(({ config, place }) => compileRule(config, place));
}

/** A rule, and where it stands: `scan.accept.yaml:12`. */
export interface PlacedRule {
  readonly config: AcceptRuleConfig;
  readonly place: string;
}

/**
 * Parses the rules of a file.
 *
 * @throws {ScanError} ACCEPT_LOAD, ACCEPT_INVALID
 */
export async function parseRuleFile(text: string, { name, now }: LoadRuleFileOptions): Promise<readonly PlacedRule[]> {
  const source: ConfigSource = { path: name, text, format: "yaml", within: [] };
  const content = (await parseRules(source)) ?? {};
  const problems = createProblems();
  checkAcceptFile(content, problems);
  if (problems.found.length > 0) throw await describeProblems(problems.found, source);
  const rules = (isRecord(content) && (content.accept as readonly AcceptRuleConfig[] | undefined)) || [];
  const places = rules.map((_, index) => entryOf(under(WHOLE, "accept"), index));
  for (const [index, rule] of rules.entries()) checkTerm(rule, places[index] ?? WHOLE, { problems, now });
  if (problems.found.length > 0) throw await describeProblems(problems.found, source);
  const positions = await locate(source, places);
  return rules.map((config, index) => ({ config, place: `${name}:${positions[index]?.line ?? 1}` }));
}

/** @throws {ScanError} ACCEPT_LOAD, at the first mistake */
async function parseRules(source: ConfigSource): Promise<unknown> {
  try {
    return await parseYaml(source.path, source.text);
  } catch (cause) {
    const [first] = findMistakes(source, cause);
    const reason = first?.message ?? toReason(cause);
    throw coreError("ACCEPT_LOAD", { path: source.path, reason }, { cause, position: first?.position });
  }
}

function findMistakes(source: ConfigSource, cause: unknown) {
  try {
    return findTextMistakes(source, cause instanceof CycleError ? cause.steps : undefined);
  } catch {
    // What is nested too deeply has no places.
    return [];
  }
}

async function describeProblems(found: readonly Problem[], source: ConfigSource): Promise<ScanError> {
  const positions = await locate(
    source,
    found.map(({ at }) => at),
  );
  const problems = found.map(({ at, ...details }, index) =>
    coreError("CONFIG_PROBLEM", { at: at.text || source.path, ...details }, { position: positions[index] }),
  );
  return coreError("ACCEPT_INVALID", { path: source.path, count: problems.length }, { problems });
}
