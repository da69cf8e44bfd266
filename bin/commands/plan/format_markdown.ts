import { toCode } from "../../../plugins/lib/formats/markdown_code.ts";
import { buildFixSection } from "../../../plugins/lib/formats/markdown_fixes.ts";
import type { Answer } from "./answer.ts";
import { describeGaps } from "./describe_gaps.ts";

/** A plan as Markdown, for an issue. */
export function formatMarkdown(answer: Answer): string {
  const { head, rows, note } = buildFixSection(answer.plan);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const gaps = describeGaps(answer).map((line) => `- ${toCode(line)}`);
  const table = rows.length === 0 ? [] : ["", ...lines];
  return `${[`**${note}**`, ...table, ...(gaps.length === 0 ? [] : ["", ...gaps])].join("\n")}\n`;
}
