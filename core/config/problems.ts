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

/** Says what a value is, shortly enough for a message. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string") return value.length > 60 ? `a text of ${value.length} characters` : `"${value}"`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "function" ? "a function" : "an object";
}

/** Whether a value is an object with keys, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
