import { wrapText } from "../../../core/cli/explain/tree.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { describeAction, describeOwners, describePlan, type FixPlan, plural, printable } from "../../../core/kit.ts";

/** So many images of a step are named. */
const NAMED = 20;

/** What removes what was found: the steps, each with its images. */
export function formatSteps(plan: FixPlan, { paint, width }: LineOptions): readonly string[] {
  const sum = plan.actions.length === 0 ? "no upgrade is known" : describePlan(plan);
  const steps = plan.actions.flatMap((action) => {
    const { names, images, owners } = action;
    const of = owners.length === 0 ? "" : ` of ${describeOwners(action)}`;
    const rest = names.length > NAMED ? `, and ${names.length - NAMED} more: --json names all` : "";
    const list = names
      .slice(0, NAMED)
      .map((name) => printable(name, 300))
      .join(", ");
    return [
      `  ${paint("bold", printable(describeAction(action), 500))}  ${printable(`${plural(images, "image")}${of}`, 500)}`,
      ...wrapText(`${list}${rest}`, width - 2).map((line) => `  ${line}`),
    ];
  });
  return ["", `What removes it: ${sum}`, ...steps];
}
