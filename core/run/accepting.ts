import { type Acceptor, createAcceptor, type RuleReport } from "../accept/mod.ts";
import type { ResolvedConfig } from "../config/resolved.ts";
import type { Summary } from "../events/mod.ts";
import type { Logger } from "../plugin/context.ts";
import { plural } from "../services/plural.ts";
import { loadRulesOfProcessors } from "./load_rules_of_processors.ts";
import type { OpenRun } from "./open_run.ts";

/** Rules that end so soon are named, in days. */
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;
const MAX_NAMED = 5;

/**
 * Makes what accepts the findings of a run, by the rules of its config, and then by those of its processors. Secrets in what
 * the rules say are masked.
 */
export async function openAcceptor(
  { accept = [], pipelines }: ResolvedConfig,
  { masking, dryRun, ...how }: Pick<OpenRun, "masking" | "driver" | "contextOf"> & { readonly dryRun: boolean },
): Promise<Acceptor> {
  // A dry run finds nothing, and needs nothing of what processors need.
  const rules = [...accept, ...(dryRun ? [] : await loadRulesOfProcessors(pipelines, how))];
  return createAcceptor({ rules: rules.map((rule) => ({ ...rule, acceptance: masking.value(rule.acceptance) })) });
}

/** Says what is odd about rules before they are used: they have ended, or soon will, or hold for all images. */
export function warnOfRules(reports: readonly RuleReport[], log: Logger, now = new Date()): void {
  const broad = reports.filter(({ rule }) => rule.isForAllImages === true);
  if (broad.length > 0)
    log.warn(`${plural(broad.length, "rule")} for accepted findings, whatever the image: ${name(broad, place)}`);
  const ended = reports.filter(({ state }) => state === "ended");
  const soon = reports.filter(({ rule: { endsAt }, state }) => {
    return state !== "ended" && endsAt !== undefined && endsAt - now.getTime() <= SOON_DAYS * DAY_MS;
  });
  const end = ({ rule }: RuleReport) => `${rule.acceptance.rule} (${rule.acceptance.until})`;
  if (ended.length > 0) {
    const verb = ended.length === 1 ? "has ended: its findings count" : "have ended: their findings count";
    log.warn(`${plural(ended.length, "rule")} for accepted findings ${verb} again: ${name(ended, end)}`);
  }
  if (soon.length === 0) return;
  log.info(
    `${plural(soon.length, "rule")} for accepted findings will end within ${SOON_DAYS} days: ${name(soon, end)}`,
  );
}

/** Warns of rules that accept no finding of a run that has looked at all that it was to look at. */
export function warnOfUnused(reports: readonly RuleReport[], log: Logger): void {
  for (const [state, words] of UNUSED) {
    const found = reports.filter((report) => report.state === state);
    if (found.length > 0)
      log.warn(`${words} ${plural(found.length, "rule")} for accepted findings: ${name(found, place)}`);
  }
}

const UNUSED = [
  ["unused", "No finding of this run matches"],
  ["unseen", "No image of this run matches"],
  ["hidden", "The first rule that matches decides, so nothing is left to"],
] as const satisfies readonly (readonly [RuleReport["state"], string])[];

/** What the summary of a run says of its rules; nothing where it has none. */
export function countRules(reports: readonly RuleReport[], isWhole: boolean): Pick<Summary, "rules"> {
  if (reports.length === 0) return {};
  const ended = reports.filter(({ state }) => state === "ended").length;
  const unused = reports.filter(({ state }) => state !== "ended" && state !== "used").length;
  return { rules: { ended, unused: isWhole ? unused : 0 } };
}

function place({ rule }: RuleReport): string {
  return rule.acceptance.rule;
}

function name(reports: readonly RuleReport[], describe: (report: RuleReport) => string): string {
  const rest = reports.length > MAX_NAMED ? `, and ${reports.length - MAX_NAMED} more` : "";
  return reports.slice(0, MAX_NAMED).map(describe).join(", ") + rest;
}
