import { plural } from "../../../core/kit.ts";
import { SEVERITIES } from "../../../core/mod.ts";
import type { Answer } from "./answer.ts";

/** What a plan cannot know; nothing where it knows all. */
export function describeGaps({ plan, coverage }: Pick<Answer, "plan" | "coverage">): readonly string[] {
  const { neverScanned, failedSince, withCaveats, floors } = coverage;
  const { layerless, isThinned } = plan;
  return [
    ...(layerless > 0 ? [`${plural(layerless, "image")}: no layers are known, so no base image is either`] : []),
    ...(isThinned ? ["there is too much to count all of it: the numbers are lower bounds"] : []),
    ...(neverScanned > 0 ? [`${plural(neverScanned, "image")} could never be scanned`] : []),
    ...(failedSince > 0
      ? [`${plural(failedSince, "image")} could not be scanned again: this is what the last scan found`]
      : []),
    ...SEVERITIES.filter((floor) => floor !== "UNKNOWN").flatMap((floor) => {
      const count = floors[floor];
      return count === undefined ? [] : [`in ${plural(count, "image")} nothing below ${floor} was looked for`];
    }),
    ...(withCaveats > 0 ? [`${plural(withCaveats, "image")} may have more than was found (caveats)`] : []),
  ];
}
