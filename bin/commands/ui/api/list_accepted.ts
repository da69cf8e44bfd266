import { type AcceptRule, createAcceptor } from "../../../../core/accept/mod.ts";
import { describeFinding } from "../../../../core/kit.ts";
import { listImages, loadFindings, type Moment } from "../../../../plugins/lib/history/questions/mod.ts";
import type { HistoryDatabase } from "../../../../plugins/lib/history/store/schema.ts";
import { toOutcome } from "../../lib/to_outcome.ts";

/** Loads the rules that hold now: somebody edits them while the page is open. */
export type RulesOf = () => Promise<readonly AcceptRule[]>;

/** So many images are looked through, and so many findings in each; and so many accepted ones are listed. */
const MAX = { images: 2000, findings: 5000, rows: 2000, ms: 5000 };

/**
 * Lists the rules that accept findings, and what they accept of what the last scans found. The history keeps no labels but
 * the owner, and a rule by other labels accepts nothing here.
 */
export async function listAccepted(
  db: HistoryDatabase,
  moment: Moment,
  { rules, pause }: { readonly rules: readonly AcceptRule[]; pause(): Promise<void> },
) {
  const acceptor = createAcceptor({ rules });
  const rows: object[] = [];
  const { images, total } =
    rules.length === 0 ? { images: [], total: 0 } : await listImages(db, moment, { limit: MAX.images });
  const until = performance.now() + MAX.ms;
  let looked = 0;
  for (const known of images) {
    if (performance.now() > until) break;
    await pause();
    looked += 1;
    const findings = await loadFindings(db, [known.setId], MAX.findings);
    for (const finding of acceptor.mark(toOutcome(known, findings)).data.findings ?? []) {
      if (finding.accepted === undefined) continue;
      const { id, severity, accepted } = finding;
      const what = describeFinding(finding, { secrets: false });
      if (rows.length < MAX.rows) rows.push({ id, severity, what, image: known.image, ...accepted });
    }
  }
  const reports = acceptor.report().map(({ rule, state, findings }) => {
    return { ids: rule.ids ?? [], state, findings, ...rule.acceptance };
  });
  return { rules: reports, rows, looked, total };
}
