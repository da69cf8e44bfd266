import { ociError } from "./errors.ts";
import { findMistake } from "./find_mistake.ts";

/** The parts of an image reference, as they were written: nothing is added that was not there. */
export interface Reference {
  /** The registry's host, with its port if it has one: `ghcr.io`, `localhost:5000`, `[::1]:5000`. */
  readonly domain?: string;
  /** The repository within the registry: `library/nginx`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:` and 64 hex digits; sha384 and sha512 with 96 and 128. */
  readonly digest?: string;
}

/** How a reference is parsed. */
export interface ParseReferenceOptions {
  /** Where the text stands; error messages begin with it: `input_images.txt line 3`. */
  readonly at?: string;
}

/**
 * Reads an image reference by the grammar of the distribution project. Unlike Docker it takes a first component in
 * upper case (`Team/app`) not for a host but for a mistake.
 *
 * @example
 * ```ts
 * import { parseReference } from "hullscan/plugins";
 *
 * const { domain, path, tag } = parseReference("localhost:5000/team/app:2.0");
 * if (domain !== "localhost:5000" || path !== "team/app" || tag !== "2.0") throw new Error("parsed wrongly");
 * ```
 *
 * @throws {ScanError} BAD_REFERENCE
 * @see {@link https://github.com/distribution/reference}
 */
export function parseReference(text: string, { at }: ParseReferenceOptions = {}): Reference {
  const reason = findReferenceMistake(text);
  if (reason !== undefined) throw ociError("BAD_REFERENCE", { text, reason, at });
  return splitReference(text);
}

/** Says why a text is no image reference, or nothing where it is one. */
export function findReferenceMistake(text: string): string | undefined {
  return findMistake(text, splitReference(text));
}

function splitReference(text: string): Reference {
  const [tagged, digest] = splitAt(text, text.indexOf("@"));
  const colon = tagged.lastIndexOf(":");
  const [name, tag] = splitAt(tagged, colon > tagged.lastIndexOf("/") ? colon : -1);
  const [first, rest] = splitAt(name, name.indexOf("/"));
  return {
    ...(rest !== undefined && isDomain(first) ? { domain: first, path: rest } : { path: name }),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

function splitAt(text: string, index: number): [before: string, after: string | undefined] {
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}

function isDomain(component: string): boolean {
  return component === "localhost" || component.includes(".") || component.includes(":");
}
