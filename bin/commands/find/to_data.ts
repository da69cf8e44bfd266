import type { Answer } from "./answer.ts";

/** The answer for programs. */
export function toData({ text, place, at, places, coverage, plan }: Answer): unknown {
  return {
    query: text,
    history: place,
    at: at?.toISOString() ?? null,
    images: places,
    coverage,
    ...(plan && { plan }),
  };
}
