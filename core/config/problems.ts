import { coreError, type ScanError } from "../errors/mod.ts";
import { findNearest } from "./nearest.ts";

/** Gathers what is wrong with a config, so that all of it can be told at once. */
export interface Problems {
  /** Notes a problem at a path such as `pipelines.remote.jobs`, with what was most likely meant where that is known. */
  add(at: string, expected: string, meant?: { readonly nearest: string | undefined }): void;
  /** Notes a key that nobody knows, with the nearest one that is known. */
  addUnknownKey(at: string, key: string, known: readonly string[]): void;
  readonly found: readonly ScanError[];
}

/** Starts a list of problems. */
export function createProblems(): Problems {
  const found: ScanError[] = [];
  return {
    found,
    add(at, expected, { nearest } = { nearest: undefined }) {
      found.push(coreError("CONFIG_PROBLEM", { at: at || "config", expected, nearest }));
    },
    addUnknownKey(at, key, known) {
      const nearest = findNearest(key, known);
      const expected = `the key "${key}" is not known; expected ${known.length === 0 ? "none" : `one of ${known.join(", ")}`}`;
      found.push(coreError("CONFIG_PROBLEM", { at: at || "config", expected, nearest }));
    },
  };
}
