import { wrapText } from "../../../core/cli/explain/tree.ts";
import { STYLE_OF } from "../../../core/cli/terminal/text/format.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { isSeverity, plural, printable } from "../../../core/kit.ts";
import { formatGrid } from "../lib/grid.ts";
import { describeChange, describeLimits, describeTotals, listParts, nameSome } from "./describe.ts";
import type { Diff } from "./summarize.ts";

/** A comparison for people. */
export function formatDiff(diff: Diff, options: LineOptions): string {
  const { paint, width } = options;
  const sides = [
    ["A", diff.a],
    ["B", diff.b],
  ] as const;
  const heads = sides.map(([letter, { name, images }]) =>
    paint("dim", printable(`${letter}: ${name}, ${plural(images, "image")}`)),
  );
  const parts = listParts(diff).flatMap(({ title, missing, groups }) => {
    if (groups.length === 0) return [];
    const rows = groups.map((group) => {
      return [group.severity, group.id, group.where, describeChange(group, missing), nameSome(group.images)];
    });
    const columns = [
      { head: "severity", styleOf: (text: string) => (isSeverity(text) ? STYLE_OF[text] : undefined) },
      { head: "id", cut: "middle" as const },
      { head: "where", cut: "middle" as const },
      { head: "note", cut: "end" as const, goes: 1 },
      { head: "images", cut: "middle" as const },
    ];
    return ["", paint("bold", `${title} (${groups.length})`), ...formatGrid({ columns, rows }, options)];
  });
  const limits = describeLimits(diff).flatMap((line) => wrapText(printable(line), width));
  return `${[...heads, "", ...wrapText(describeTotals(diff), width), ...limits, ...parts].join("\n")}\n`;
}
