import { wrapText } from "../../../core/cli/explain/tree.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { describePlan, plural } from "../../../core/kit.ts";
import { formatGrid } from "../lib/grid.ts";
import { formatHead } from "../lib/show.ts";
import type { Answer } from "./answer.ts";
import { describeGaps } from "./describe_gaps.ts";
import { listSteps } from "./list_steps.ts";

/** A plan for people. */
export function formatPlan(answer: Answer, options: LineOptions): string {
  const { paint, width } = options;
  const { plan, place, wanted, images } = answer;
  const others = wanted === images ? "" : `; the history knows ${images} in all`;
  const gaps = describeGaps(answer);
  const lines = [
    formatHead(place, options),
    "",
    ...wrapText(describePlan(plan), width).map((line) => paint("bold", line)),
    ...wrapText(
      `${plan.images} of ${plural(wanted, "image")} ${plan.images === 1 ? "has" : "have"} findings${others}`,
      width,
    ),
    ...(plan.actions.length === 0 ? [] : ["", ...formatGrid(listSteps(plan), options)]),
    ...(plan.hasMore ? ["", ...wrapText("More steps remove less: --limit prints them", width)] : []),
    ...(gaps.length === 0
      ? []
      : ["", "What the plan does not know:", ...gaps.flatMap((line) => wrapText(line, width))]),
  ];
  return `${lines.join("\n")}\n`;
}
