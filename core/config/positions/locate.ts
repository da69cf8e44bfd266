import type { FilePosition } from "../../errors/mod.ts";
import type { Place } from "../place.ts";
import type { ConfigSource } from "./config_source.ts";
import { describeRange } from "./describe_range.ts";

/**
 * Finds where places of a config are in its text, each in its turn; undefined for one that is not in it. It parses the
 * text once more: call it only where something is wrong.
 */
export async function locate(
  source: ConfigSource,
  places: readonly Place[],
): Promise<readonly (FilePosition | undefined)[]> {
  try {
    const { parseSource } = await import("./parse_source.ts");
    const { findRange } = await import("./find_range.ts");
    const { findSecretRanges } = await import("./find_secrets.ts");
    const document = parseSource(source);
    const hidden = findSecretRanges(document);
    return places.map((place) => {
      if (place.steps === undefined) return undefined;
      const range = findRange(document, place, [...source.within, ...place.steps]);
      return range && describeRange(source, range, hidden);
    });
  } catch {
    // A mistake is reported also where its place cannot be found: in what is nested too deeply.
    return places.map(() => undefined);
  }
}
