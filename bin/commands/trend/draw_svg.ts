import { WORST_FIRST } from "../../../core/cli/terminal/text/format.ts";
import type { Severity } from "../../../core/mod.ts";
import type { RunFacts } from "../../../plugins/lib/history/questions/mod.ts";
import { formatDay } from "../lib/show.ts";

const [WIDTH, HEIGHT] = [720, 340];
const PLOT = { left: 60, right: 600, top: 20, bottom: 260 };
/** Readable on white; each line is named at its end as well. */
const COLOURS: Readonly<Record<Severity, string>> = {
  CRITICAL: "#7b1fa2",
  HIGH: "#c62828",
  MEDIUM: "#b26a00",
  LOW: "#00697a",
  UNKNOWN: "#616161",
};

/** Draws the counts of runs as lines over time, a picture that needs nothing else. */
export function drawSvg(runs: readonly Pick<RunFacts, "startedAt" | "counts">[]): string {
  const severities = WORST_FIRST.filter((severity) => runs.some(({ counts }) => counts[severity] > 0));
  const most = Math.max(1, ...runs.flatMap(({ counts }) => Object.values(counts)));
  const times = runs.map(({ startedAt }) => Date.parse(startedAt) || 0);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const xOf = (time: number) =>
    last === first
      ? (PLOT.left + PLOT.right) / 2
      : PLOT.left + ((time - first) / (last - first)) * (PLOT.right - PLOT.left);
  const yOf = (count: number) => PLOT.bottom - (count / most) * (PLOT.bottom - PLOT.top);
  const grid = [...new Set([0, Math.round(most / 2), most])].map((count) => {
    const y = yOf(count).toFixed(1);
    return (
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y}" y2="${y}" stroke="#ddd"/>` +
      `<text x="${PLOT.left - 8}" y="${y}" text-anchor="end" dominant-baseline="middle">${count}</text>`
    );
  });
  const ends = placeLabels(severities.map((severity) => yOf(runs.at(-1)?.counts[severity] ?? 0)));
  const lines = severities.map((severity, index) => {
    const points = runs.map(({ counts }, place) => [xOf(times[place] ?? 0), yOf(counts[severity])] as const);
    const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    const dots = points.map(([x, y]) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2.5"/>`).join("");
    const label = `${severity} ${runs.at(-1)?.counts[severity] ?? 0}`;
    return (
      `<g class="${severity.toLowerCase()}" fill="${COLOURS[severity]}"><polyline points="${path}" fill="none" stroke="${COLOURS[severity]}" stroke-width="2"/>` +
      `${dots}<text x="${PLOT.right + 10}" y="${ends[index]?.toFixed(1)}" dominant-baseline="middle">${label}</text></g>`
    );
  });
  const [from, to] = [formatDay(new Date(first).toISOString()), formatDay(new Date(last).toISOString())];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12" fill="#333">`,
    `<title>Findings by severity in ${runs.length} runs, ${from} to ${to}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...grid,
    `<text x="${PLOT.left}" y="${PLOT.bottom + 22}">${from}</text>`,
    ...(from === to ? [] : [`<text x="${PLOT.right}" y="${PLOT.bottom + 22}" text-anchor="end">${to}</text>`]),
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

/** Moves labels apart that would stand on one another; the order stays. */
function placeLabels(wanted: readonly number[]): readonly number[] {
  const placed: number[] = [];
  for (const [index] of [...wanted.entries()].sort(([, a], [, b]) => a - b)) {
    const above = Math.max(Number.NEGATIVE_INFINITY, ...placed.filter((y) => y !== undefined));
    placed[index] = Math.max(wanted[index] ?? 0, above + 14);
  }
  return placed;
}
