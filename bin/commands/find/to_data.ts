import type { Answer } from "./answer.ts";

/** The answer for programs. */
export function toData({ text, path, at, places, coverage }: Answer): unknown {
  return { query: text, history: path, at: at?.toISOString() ?? null, images: places, coverage };
}
