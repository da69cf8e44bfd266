import { createRequire } from "node:module";
import type levenshtein from "fastest-levenshtein";

/** The known word that a mistyped one most likely meant; undefined where none is close. */
export function findNearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const { closest, distance } = loadLevenshtein();
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  );
  if (distance(lower, best) > Math.max(2, Math.floor(word.length / 3))) return undefined;
  return known.find((one) => one.toLowerCase() === best);
}

/** Loaded when something is mistyped: the help of the command line is there without it. */
function loadLevenshtein(): typeof levenshtein {
  return createRequire(import.meta.url)("fastest-levenshtein");
}
