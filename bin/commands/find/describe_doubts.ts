import { levelOf, plural } from "../../../core/kit.ts";
import { SEVERITIES, type Severity } from "../../../core/mod.ts";
import type { Answer } from "./answer.ts";

/** What keeps the history from saying that something is nowhere else; nothing where it can. */
export function describeDoubts({ coverage, places }: Answer, severity: Severity | undefined): readonly string[] {
  const { neverScanned, failedSince, withCaveats } = coverage;
  const floors = SEVERITIES.filter((floor) => {
    return floor !== "UNKNOWN" && (severity === undefined || levelOf(floor) > levelOf(severity));
  });
  const doubts = [
    ...(neverScanned > 0 ? [`${plural(neverScanned, "image")} could never be scanned`] : []),
    ...(failedSince > 0
      ? [`${plural(failedSince, "image")} could not be scanned again: this is what the last scan found`]
      : []),
    ...floors.flatMap((floor) => {
      const count = coverage.floors[floor];
      return count === undefined ? [] : [`in ${plural(count, "image")} nothing below ${floor} was looked for`];
    }),
    ...(withCaveats > 0 ? [`${plural(withCaveats, "image")} may have more than was found (caveats)`] : []),
    ...(places.length === 0 ? ["the history knows packages with findings, and not those without"] : []),
  ];
  return doubts.length === 0 ? [] : ["", "It may be elsewhere, too:", ...doubts];
}
