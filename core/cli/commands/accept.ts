import { join } from "node:path";
import { addRule } from "../../config/accept/add_rule.ts";
import { ACCEPT_FILE } from "../../config/accept/find_rules.ts";
import { showPath } from "../../services/files/show_path.ts";
import { printableLines } from "../../services/printable.ts";
import { buildRule, type RuleFlags } from "../accept/build_rule.ts";
import { describeEffect } from "../accept/describe_effect.ts";
import type { CommandContext } from "../composition.ts";
import { EXIT } from "../exit.ts";
import { findReport, loadForReports, type PlaceFlags } from "../find_report.ts";

/** The flags of `scan accept`. */
export interface AcceptFlags extends PlaceFlags, RuleFlags {
  readonly dryRun?: boolean;
}

/** `scan accept [ID...]`: adds a rule for accepted findings to the file beside the config. Returns the exit code. */
export async function acceptCommand(
  ids: readonly string[],
  flags: AcceptFlags,
  composition: CommandContext,
): Promise<number> {
  const now = new Date();
  const { dryRun: isDry = false } = flags;
  const config = buildRule(ids, flags, now);
  // A run would not start with a config, or with rules, that are not sound.
  const resolved = await loadForReports(flags, composition);
  const path = join(resolved.cwd, ACCEPT_FILE);
  const newest = await findReport(resolved, composition);
  const rule = await addRule(path, config, { name: ACCEPT_FILE, now, isDry });
  const { stringify } = await import("yaml");
  const shown = showPath(path, process.cwd());
  const lines = [
    `${isDry ? "Would add to" : "Added to"} ${shown}:`,
    "",
    ...stringify([config], { lineWidth: 0 })
      .trimEnd()
      .split("\n")
      .map((line) => `  ${line}`),
    "",
    await describeEffect({
      ...{ rule, before: resolved.accept ?? [] },
      path: newest,
      reports: await composition.loadReports(),
    }),
    ...(rule.isForAllImages ? ["Its glob is that of every image there could be"] : []),
  ];
  process.stdout.write(`${printableLines(lines.join("\n")).join("\n")}\n`);
  return EXIT.ok;
}
