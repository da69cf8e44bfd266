import { describeAction, describeOwners, describePlan, type FixPlan } from "../../../core/kit.ts";
import { toCode } from "./markdown_code.ts";

/** What to do first, as a section of a Markdown page. */
export function buildFixSection(plan: FixPlan) {
  const hasOwners = plan.actions.some(({ owners }) => owners.length > 0);
  return {
    title: "Fix first",
    head: ["Step", "Critical", "High", "Findings", "Images", "So far", ...(hasOwners ? ["Owners"] : [])],
    rows: plan.actions.map((action) => {
      const { severities, findings, images, removed } = action;
      const counts = [severities.CRITICAL, severities.HIGH, findings, images, removed].map(String);
      return [toCode(describeAction(action)), ...counts, ...(hasOwners ? [toCode(describeOwners(action))] : [])];
    }),
    note: `${describePlan(plan)}.`,
  };
}
