import { type AcceptRule, createAcceptor, type RuleReport } from "../../accept/mod.ts";
import { toReason } from "../../errors/mod.ts";
import type { Outcome } from "../../model/mod.ts";
import { showPath } from "../../services/files/show_path.ts";
import { plural } from "../../services/plural.ts";
import type { Reports } from "../composition.ts";

/** What a rule would do to a report. */
export interface EffectOptions {
  readonly rule: AcceptRule;
  /** The rules that come first. */
  readonly before: readonly AcceptRule[];
  /** The report, absolute; undefined where there is none. */
  readonly path: string | undefined;
  readonly reports: Reports;
}

/** Says what a new rule would accept of the newest report. A report that cannot be read is no mistake of the rule. */
export async function describeEffect({ rule, before, path, reports }: EffectOptions): Promise<string> {
  if (path === undefined) return "There is no report yet to say what it accepts: the next run does";
  const shown = showPath(path, process.cwd());
  try {
    const report = await reports.open(path);
    try {
      const { images, knowsPackages, ...effect } = await count(report.outcomes(), [...before, rule]);
      const about = report.isInterrupted() ? `${shown}, which is not whole` : shown;
      if (effect.state === "used") {
        return `It accepts ${plural(effect.findings, "finding")} in ${plural(images, "target")} of ${about}`;
      }
      if (effect.state === "hidden") return `It accepts nothing in ${about}: another rule, before it, does so already`;
      if (effect.state === "unseen") return `It accepts nothing in ${about}: no image matches`;
      const limit = knowsPackages ? "" : ". Only reports with details hold package URLs and all paths";
      return `It accepts nothing in ${about}: no finding matches${limit}`;
    } finally {
      await report.close();
    }
  } catch (error) {
    return `What it accepts in ${shown} cannot be said: ${toReason(error)}`;
  }
}

interface Effect extends RuleReport {
  readonly images: number;
  /** Whether the report says more of packages than their names. */
  readonly knowsPackages: boolean;
}

async function count(outcomes: AsyncIterable<Outcome>, rules: readonly AcceptRule[]): Promise<Effect> {
  const acceptor = createAcceptor({ rules });
  const own = rules.at(-1)?.acceptance;
  let images = 0;
  let knowsPackages = false;
  for await (const outcome of outcomes) {
    const { findings = [] } = acceptor.mark(outcome).data;
    if (findings.some(({ accepted }) => accepted === own)) images += 1;
    knowsPackages ||= findings.some((one) => one.kind === "vulnerability" && one.package.purl !== undefined);
  }
  const report = acceptor.report().at(-1) as RuleReport;
  return { ...report, images, knowsPackages };
}
