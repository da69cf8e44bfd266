import type { Finding } from "../model/finding.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Compared } from "../plugin/hooks.ts";
import { describe, isRecord } from "../services/values.ts";

/**
 * Returns the outcome with what a sink says of it and an earlier run. What a sink returns is a plugin's: it is checked.
 *
 * @throws {TypeError} What it is instead
 */
export function applyComparison(outcome: Outcome, compared: Compared | undefined): Outcome {
  if (compared === undefined) return outcome;
  if (!isRecord(compared as unknown) || !isRecord(compared.comparison as unknown)) {
    throw new TypeError(`compare returned ${describe(compared)}, not { comparison, news }`);
  }
  const { comparison, news } = compared;
  if (!((news as unknown) instanceof Set)) {
    throw new TypeError(`compare returned ${describe(news)} as news, not a Set`);
  }
  if (typeof comparison.with !== "string" || !Array.isArray(comparison.gone)) {
    throw new TypeError("compare returned a comparison without `with` or `gone`");
  }
  const { findings } = outcome.data;
  if (news.size === 0 || findings === undefined) return { ...outcome, comparison };
  const mark = (finding: Finding): Finding => (news.has(finding) ? { ...finding, isNew: true } : finding);
  return { ...outcome, comparison, data: { ...outcome.data, findings: findings.map(mark) } };
}
