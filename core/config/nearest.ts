import { closest, distance } from "fastest-levenshtein";

/** The known word that a mistyped one most likely meant; undefined where none is close. */
export function findNearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  );
  if (distance(lower, best) > Math.max(2, Math.floor(word.length / 3))) return undefined;
  return known.find((one) => one.toLowerCase() === best);
}
