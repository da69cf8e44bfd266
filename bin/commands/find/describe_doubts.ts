import { levelOf, plural } from "../../../core/kit.ts";
import type { Severity } from "../../../core/mod.ts";
import type { Answer } from "./answer.ts";

/** What keeps the history from saying that something is nowhere else; nothing where it can. */
export function describeDoubts({ fleet, places }: Answer, severity: Severity | undefined): readonly string[] {
  const images = [...fleet.images.values()];
  const failed = images.filter(({ failure }) => failure !== null).length;
  const withCaveats = images.filter(({ caveats }) => caveats !== "").length;
  const floors = new Map<Severity, number>();
  for (const { minSeverity } of images) {
    if (severity !== undefined && levelOf(minSeverity) <= levelOf(severity)) continue;
    if (minSeverity !== "UNKNOWN") floors.set(minSeverity, (floors.get(minSeverity) ?? 0) + 1);
  }
  const doubts = [
    ...(fleet.neverScanned > 0 ? [`${plural(fleet.neverScanned, "image")} could never be scanned`] : []),
    ...(failed > 0 ? [`${plural(failed, "image")} could not be scanned again: this is what the last scan found`] : []),
    ...[...floors].map(([floor, count]) => `in ${plural(count, "image")} nothing below ${floor} was looked for`),
    ...(withCaveats > 0 ? [`${plural(withCaveats, "image")} may have more than was found (caveats)`] : []),
    ...(places.length === 0 ? ["the history knows packages with findings, and not those without"] : []),
  ];
  return doubts.length === 0 ? [] : ["", "It may be elsewhere, too:", ...doubts];
}
