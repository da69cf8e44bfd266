import { wrapText } from "../../../core/cli/explain/tree.ts";
import { STYLE_OF } from "../../../core/cli/terminal/text/format.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { compareSeverity, isSeverity, plural, printable } from "../../../core/kit.ts";
import { formatGrid, type GridColumn } from "../lib/grid.ts";
import { formatDay, formatHead, formatMinute } from "../lib/show.ts";
import type { Answer } from "./answer.ts";
import { describeDoubts } from "./describe_doubts.ts";
import { formatSteps } from "./format_steps.ts";
import { groupPlaces, type Row } from "./group_places.ts";

/** The answer for people. */
export function formatPlaces(answer: Answer, options: LineOptions): string {
  const { text, place, at, coverage, places, plan } = answer;
  const { paint, width } = options;
  const rows = groupPlaces(places);
  const images = new Set(rows.map(({ image, platform }) => `${image} ${platform}`)).size;
  const ids = [...new Set(places.flatMap(({ findings }) => findings.map(({ id }) => id)))];
  const when = at === undefined ? "" : `, as was known at ${formatMinute(at.toISOString())} UTC`;
  const found =
    images === 0
      ? `It was not found in ${plural(coverage.images, "image")}`
      : `In ${images} of ${plural(coverage.images, "image")}`;
  const [worst] = places.flatMap(({ findings }) => findings).sort(compareSeverity);
  const [id] = ids;
  const isOne = ids.length === 1 && worst !== undefined && id !== undefined;
  const severity = isOne ? ` ${paint(STYLE_OF[worst.severity], worst.severity)}` : "";
  const alias = isOne && id.toLowerCase() !== text.trim().toLowerCase() && worst.package !== text ? ` = ${id}` : "";
  const lines = [
    formatHead(place, options),
    "",
    `${paint("bold", printable(text + alias))}${severity}`,
    ...wrapText(`${found}${when}`, width),
    ...(rows.length === 0 ? [] : ["", ...formatGrid(toGrid(rows, isOne), options)]),
    ...(plan === undefined || rows.length === 0 ? [] : formatSteps(plan, options)),
    ...describeDoubts(answer, worst?.severity).flatMap((line, index) => (index === 0 ? [line] : wrapText(line, width))),
  ];
  return `${lines.join("\n")}\n`;
}

function toGrid(rows: readonly Row[], isOne: boolean) {
  const hasOwner = rows.some(({ owner }) => owner !== "");
  const columns: readonly (GridColumn & { readonly cellOf: (row: Row) => string })[] = [
    { head: "image", cut: "middle", cellOf: ({ image, platform }) => (platform ? `${image} (${platform})` : image) },
    { head: "severity", styleOf: paintSeverity, cellOf: ({ severity }) => severity },
    ...(isOne ? [] : [{ head: "ids", isNumber: true, goes: 2, cellOf: ({ ids }: Row) => String(ids.length) }]),
    { head: "where", cut: "middle", cellOf: ({ where }) => where },
    { head: "fix", cut: "end", goes: 1, cellOf: ({ fix }) => fix },
    { head: "since", cellOf: ({ since }) => formatDay(since) },
    { head: "looked at", goes: 3, cellOf: ({ lookedAt }) => formatDay(lookedAt) },
    ...(hasOwner ? [{ head: "owner", cut: "end" as const, goes: 4, cellOf: ({ owner }: Row) => owner }] : []),
  ];
  return { columns, rows: rows.map((row) => columns.map(({ cellOf }) => cellOf(row))) };
}

function paintSeverity(text: string) {
  return isSeverity(text) ? STYLE_OF[text] : undefined;
}
