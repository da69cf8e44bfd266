import type { Severity } from "../../../core/mod.ts";
import type { Answer } from "./answer.ts";

/** The answer for programs. */
export function toData({ text, path, at, places, fleet }: Answer): unknown {
  const images = [...fleet.images.values()];
  const floors: Partial<Record<Severity, number>> = {};
  for (const { minSeverity } of images) floors[minSeverity] = (floors[minSeverity] ?? 0) + 1;
  return {
    query: text,
    history: path,
    at: at?.toISOString() ?? null,
    images: places,
    coverage: {
      images: images.length,
      neverScanned: fleet.neverScanned,
      failedSince: images.filter(({ failure }) => failure !== null).length,
      withCaveats: images.filter(({ caveats }) => caveats !== "").length,
      floors,
    },
  };
}
