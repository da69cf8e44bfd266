import { findNearest } from "../../config/nearest.ts";
import { coreError } from "../../errors/mod.ts";
import type { Collected } from "./collect.ts";

/** What a word can be. */
export const SUBJECTS = ["image", "finding", "package"] as const;
export type Subject = (typeof SUBJECTS)[number];

/** An id as advisories have them: that it is nowhere is an answer. */
const ADVISORY = /^(CVE-\d{4}-\d{4,}|GHSA(-\w{4}){3})$/i;
/** How many names an error has. */
const MAX_NAMES = 5;

/** What is known besides the word. */
export interface Choice {
  /** What the word was said to be. */
  readonly as?: Subject | undefined;
  readonly path: string;
  readonly isWhole: boolean;
}

/**
 * Chooses what a word is in a report: an image's own name comes first, then an id, then a package, then a part of a name.
 *
 * @throws {ScanError} NOT_IN_REPORT, SEVERAL_IMAGES
 */
export function chooseSubject(word: string, found: Collected, { as, path, isWhole }: Choice): Subject {
  const { images, isNamed, similar, ofId, ofPackage } = found;
  const isThere = { image: images.length > 0, finding: ofId.length > 0, package: ofPackage.length > 0 };
  const order: readonly Subject[] = isNamed ? ["image", "finding", "package"] : ["finding", "package", "image"];
  const subject = order.find((one) => isThere[one] && (as === undefined || as === one));
  if (subject !== undefined) return subject;
  if (similar.length > 1 && (as === undefined || as === "image")) {
    const [count, names] = [similar.length, shorten(similar)];
    throw coreError("SEVERAL_IMAGES", { word, count, names });
  }
  if (ADVISORY.test(word) && (as === undefined || as === "finding")) return "finding";
  throw coreError("NOT_IN_REPORT", { word, path, isWhole, nearest: findNearestNames(word, found.known) });
}

function findNearestNames(word: string, known: ReadonlySet<string>): readonly string[] {
  const lower = word.toLowerCase();
  const parts = [...known].filter((name) => name.toLowerCase().includes(lower));
  const nearest = findNearest(word, [...known]);
  return [...new Set([...(nearest === undefined ? [] : [nearest]), ...parts])].slice(0, MAX_NAMES);
}

function shorten(names: readonly string[]): readonly string[] {
  const left = names.length - MAX_NAMES;
  return left > 0 ? [...names.slice(0, MAX_NAMES), `and ${left} more`] : names;
}
