import { plural } from "../../../core/kit.ts";
import { toCode } from "../../../plugins/lib/formats/markdown_code.ts";
import { describeChange, describeLimits, describeTotals, listParts, nameSome } from "./describe.ts";
import type { Diff } from "./summarize.ts";

/** A comparison as Markdown, for a comment in a code review. */
export function formatMarkdown(diff: Diff): string {
  const { a, b } = diff;
  const sides = `A: ${toCode(a.name)} (${plural(a.images, "image")}), B: ${toCode(b.name)} (${plural(b.images, "image")})`;
  const parts = listParts(diff).flatMap(({ title, missing, groups }) => {
    if (groups.length === 0) return [];
    const rows = groups.map((group) => {
      const cells = [group.id, group.where, describeChange(group, missing), nameSome(group.images)];
      return `| ${[group.severity, ...cells.map((cell) => (cell === "" ? "" : toCode(cell)))].join(" | ")} |`;
    });
    return [
      "",
      `### ${title} (${groups.length})`,
      "",
      "| Severity | Id | Where | Note | Images |",
      "| --- | --- | --- | --- | --- |",
      ...rows,
    ];
  });
  const limits = describeLimits(diff).map((line) => `- ${toCode(line)}`);
  const notes = limits.length === 0 ? [] : ["", ...limits];
  return `${[`**${describeTotals(diff)}**`, "", sides, ...notes, ...parts].join("\n")}\n`;
}
