import { STYLE_OF } from "../../../core/cli/terminal/text/format.ts";
import { describeAction, describeOwners, type FixAction, type FixPlan } from "../../../core/kit.ts";
import type { Grid, GridColumn } from "../lib/grid.ts";

/** The steps of a plan as a table. */
export function listSteps(plan: FixPlan): Grid {
  const { actions } = plan;
  const hasOwners = actions.some(({ owners }) => owners.length > 0);
  const columns: readonly GridColumn[] = [
    { head: "step", cut: "middle" },
    { head: "C", isNumber: true, styleOf: () => STYLE_OF.CRITICAL },
    { head: "H", isNumber: true, styleOf: () => STYLE_OF.HIGH },
    { head: "findings", isNumber: true, goes: 2 },
    { head: "images", isNumber: true },
    { head: "so far", isNumber: true, goes: 3 },
    ...(hasOwners ? [{ head: "owners", cut: "end", goes: 4 } as const] : []),
  ];
  const rows = actions.map((action) => {
    const { severities, images } = action;
    const counts = [severities.CRITICAL, severities.HIGH, action.findings].map((count) =>
      count === 0 ? "" : String(count),
    );
    const share = `${shareOf(plan, action)}%`;
    return [describeAction(action), ...counts, String(images), share, ...(hasOwners ? [describeOwners(action)] : [])];
  });
  return { columns, rows };
}

/** How much of all findings is gone after a step, in percent, rounded down. */
export function shareOf({ findings }: FixPlan, { removed }: FixAction): number {
  return Math.floor((removed / findings) * 100);
}
