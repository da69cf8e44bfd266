import type { AcceptRule } from "../../../../core/accept/mod.ts";
import { describeAction, describeOwners, describePlan } from "../../../../core/kit.ts";
import { type Moment, planFixes } from "../../../../plugins/lib/history/questions/mod.ts";
import type { HistoryDatabase } from "../../../../plugins/lib/history/store/schema.ts";
import { createMark } from "../../lib/mark_accepted.ts";
import { describeGaps } from "../../plan/describe_gaps.ts";
import { shareOf } from "../../plan/list_steps.ts";

const STEPS = 100;

interface PlanOptions {
  /** Empty for the images of all. */
  readonly owner: string;
  readonly rules: readonly AcceptRule[];
  pause(): Promise<void>;
}

/** Plans what to do first over all images, or those of an owner: as `scan plan` says. */
export async function planSteps(db: HistoryDatabase, moment: Moment, { owner, rules, pause }: PlanOptions) {
  const isWanted = owner === "" ? undefined : (image: { readonly owner: string }) => image.owner === owner;
  const how = { limit: STEPS, mark: createMark(rules), pause, ...(isWanted && { isWanted }) };
  const planned = await planFixes(db, moment, how);
  const { plan, wanted } = planned;
  const rows = plan.actions.map((action) => {
    const { severities: counts, findings, images } = action;
    const what = { step: describeAction(action), owners: describeOwners(action) };
    return { ...what, counts, findings, images, share: shareOf(plan, action) };
  });
  const summary = `${describePlan(plan)}. ${plan.images} of ${wanted} images have findings`;
  return { summary, gaps: describeGaps(planned), rows, hasMore: plan.hasMore };
}
