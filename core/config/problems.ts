import { findNearest } from "./nearest.ts";
import { keyOf, type Place } from "./place.ts";

/** What is wrong at one place of a config. */
export interface Problem {
  readonly at: Place;
  readonly expected: string;
  /** What was most likely meant, where that is known. */
  readonly nearest?: string | undefined;
}

/** Gathers what is wrong with a config, so that all of it can be told at once. */
export interface Problems {
  /** Notes a problem at a place, with what was most likely meant where that is known. */
  add(at: Place, expected: string, meant?: { readonly nearest: string | undefined }): void;
  /** Notes a key that nobody knows, with the nearest one that is known. */
  addUnknownKey(at: Place, key: string, known: readonly string[]): void;
  readonly found: readonly Problem[];
}

/** Starts a list of problems. */
export function createProblems(): Problems {
  const found: Problem[] = [];
  return {
    found,
    add(at, expected, meant) {
      found.push({ at, expected, ...meant });
    },
    addUnknownKey(at, key, known) {
      const nearest = findNearest(key, known);
      const expected = `the key "${key}" is not known; expected ${known.length === 0 ? "none" : `one of ${known.join(", ")}`}`;
      found.push({ at: keyOf(at, key), expected, nearest });
    },
  };
}
