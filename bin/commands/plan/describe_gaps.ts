import { plural } from "../../../core/kit.ts";
import { SEVERITIES } from "../../../core/mod.ts";
import type { Answer } from "./answer.ts";

/** What a plan cannot know; nothing where it knows all. */
export function describeGaps({ plan, coverage, wanted, images }: Omit<Answer, "place">): readonly string[] {
  const { neverScanned, failedSince, withCaveats, floors } = coverage;
  const { layerless, isThinned } = plan;
  // How many of those that are wanted is not known.
  const where = wanted === images ? "" : "in the whole history, ";
  return [
    ...(layerless > 0 ? [`${plural(layerless, "image")}: no layers are known, so no base image is either`] : []),
    ...(isThinned ? ["there is too much to count all of it: the numbers are lower bounds"] : []),
    ...(neverScanned > 0 ? [`${where}${plural(neverScanned, "image")} could never be scanned`] : []),
    ...(failedSince > 0
      ? [`${where}${plural(failedSince, "image")} could not be scanned again: this is what the last scan found`]
      : []),
    ...SEVERITIES.filter((floor) => floor !== "UNKNOWN").flatMap((floor) => {
      const count = floors[floor];
      return count === undefined ? [] : [`${where}in ${plural(count, "image")} nothing below ${floor} was looked for`];
    }),
    ...(withCaveats > 0 ? [`${where}${plural(withCaveats, "image")} may have more than was found (caveats)`] : []),
  ];
}
