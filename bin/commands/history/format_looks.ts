import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { printable, sumCounts } from "../../../core/kit.ts";
import type { ImageFacts, LookFacts } from "../../../plugins/lib/history/questions/mod.ts";
import { COUNT_COLUMNS, listCounts } from "../lib/count_columns.ts";
import { formatGrid } from "../lib/grid.ts";
import { formatMinute } from "../lib/show.ts";
import { drawSparkline } from "../lib/sparkline.ts";

/** What runs found in an image, for people, the newest last. */
export function formatLooks({ image, looks }: ImageFacts, options: LineOptions): string {
  const { paint, glyphs } = options;
  const spark = drawSparkline(
    looks.map(({ counts }) => (counts === null ? null : sumCounts(counts))),
    glyphs,
  );
  const hasPlatforms = looks.some(({ platform }) => platform !== "");
  const columns = [
    { head: "looked at (UTC)" },
    ...(hasPlatforms ? [{ head: "platform", goes: 3 }] : []),
    { head: "digest", goes: 2 },
    ...COUNT_COLUMNS,
    { head: "note", cut: "end" as const, goes: 1 },
  ];
  const rows = looks.map((look) => [
    formatMinute(look.lookedAt),
    ...(hasPlatforms ? [look.platform] : []),
    look.digest.replace(/^sha256:/, "").slice(0, 12),
    ...listCounts(look.counts),
    describeLook(look),
  ]);
  return `${[`${paint("bold", printable(image))}  ${spark}`, "", ...formatGrid({ columns, rows }, options)].join("\n")}\n`;
}

function describeLook({ failure, caveats, minSeverity, counts }: LookFacts): string {
  if (counts === null) return `not scanned: ${failure ?? "unknown"}`;
  const floor = minSeverity === "UNKNOWN" ? "" : `${minSeverity} and above`;
  return [floor, caveats === "" ? "" : `perhaps not all: ${caveats}`].filter((part) => part !== "").join("; ");
}
