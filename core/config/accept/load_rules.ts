import { relative, resolve } from "node:path";
import { compileRule } from "../../accept/compile_rule.ts";
import type { AcceptRule } from "../../accept/mod.ts";
import type { AcceptRuleConfig } from "../../accept/rule_config.ts";
import { entryOf, under, WHOLE } from "../place.ts";
import type { ConfigSource } from "../positions/config_source.ts";
import { locate } from "../positions/locate.ts";
import type { Problems } from "../problems.ts";
import { checkTerm } from "./check_term.ts";
import { loadRuleFile } from "./load_rule_file.ts";

/** What rules are read with. */
export interface LoadRulesOptions {
  /** Where relative paths start. */
  readonly cwd: string;
  /** A file that is read besides, after the config's own rules. */
  readonly file?: string | undefined;
  /** The text of the config, where it is data. */
  readonly source: ConfigSource | undefined;
  readonly problems: Problems;
  /** @default The present moment */
  readonly now?: Date;
}

/**
 * Loads the rules of a config whose shape is sound: its own, those of the files that it names, and those of the file
 * beside it, in this order. What is wrong with its own is added to the problems.
 *
 * @throws {ScanError} ACCEPT_LOAD, ACCEPT_INVALID where a file is not fit
 */
export async function loadRules(
  entries: readonly (string | AcceptRuleConfig)[],
  { cwd, file, source, problems, now = new Date() }: LoadRulesOptions,
): Promise<readonly AcceptRule[]> {
  const list = under(WHOLE, "accept");
  const places = entries.map((_, index) => entryOf(list, index));
  const positions = source && entries.length > 0 ? await locate(source, places) : [];
  const rules: AcceptRule[] = [];
  for (const [index, entry] of entries.entries()) {
    if (typeof entry === "string") {
      rules.push(...(await loadFrom(resolve(cwd, entry), { cwd, now })));
      continue;
    }
    const at = entryOf(list, index);
    const line = positions[index]?.line;
    checkTerm(entry, at, { problems, now });
    rules.push(compileRule(entry, source && line !== undefined ? `${showName(source.path, cwd)}:${line}` : at.text));
  }
  if (file === undefined || entries.some((entry) => typeof entry === "string" && resolve(cwd, entry) === file)) {
    return rules;
  }
  return [...rules, ...(await loadFrom(file, { cwd, now }))];
}

interface LoadFromOptions {
  readonly cwd: string;
  readonly now: Date;
}

function loadFrom(file: string, { cwd, now }: LoadFromOptions): Promise<readonly AcceptRule[]> {
  return loadRuleFile(file, { name: showName(file, cwd), now });
}

/** What a file is called in reports, which others may read elsewhere. */
function showName(file: string, cwd: string): string {
  return relative(cwd, resolve(cwd, file)) || file;
}
