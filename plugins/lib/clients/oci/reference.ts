import { ociError } from "./errors.ts";

const MAX_NAME_LENGTH = 255;
const DOMAIN_COMPONENT = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const DOMAIN = new RegExp(`^(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH_COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const PATH = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const IMAGE_ID = /^[a-f0-9]{64}$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The parts of an image reference as written, without defaults. */
export interface Reference {
  /** The registry's host, with its port if it has one: `ghcr.io`, `localhost:5000`, `[::1]:5000`. */
  readonly domain?: string;
  /** The repository within the registry: `library/nginx`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:` and 64 hex digits; sha384 and sha512 with 96 and 128. */
  readonly digest?: string;
}

/** Options of `parseReference()`. */
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
  const reference = splitReference(text);
  return MISTAKES.find(({ isMade }) => isMade(text, reference))?.reason;
}

interface Mistake {
  readonly reason: string;
  readonly isMade: (text: string, reference: Reference) => boolean;
}

/** What can be wrong with a reference. The first that holds is reported, so the more telling ones stand first. */
const MISTAKES: readonly Mistake[] = [
  { reason: "it is empty", isMade: (text) => text === "" },
  { reason: 'it starts with "-", like a command-line option', isMade: (text) => text.startsWith("-") },
  { reason: 'it is a URL; leave out the scheme and "://"', isMade: (text) => SCHEME.test(text) },
  { reason: 'a comment with "#" needs a line of its own', isMade: (text) => text.includes("#") },
  { reason: "it has white space in it", isMade: (text) => /\s/.test(text) },
  {
    reason: `its name is longer than ${MAX_NAME_LENGTH} characters`,
    isMade: (_text, { domain, path }) => (domain === undefined ? 0 : domain.length + 1) + path.length > MAX_NAME_LENGTH,
  },
  {
    reason: 'its digest, after "@", is not "sha256:" and 64 hex digits in lower case (sha384: 96, sha512: 128)',
    isMade: (_text, { digest }) => digest !== undefined && !DIGEST.test(digest),
  },
  {
    reason: 'its tag, after ":", is not 1 to 128 letters, digits, "_", "." or "-" that begin with none of the last two',
    isMade: (_text, { tag }) => tag !== undefined && !TAG.test(tag),
  },
  { reason: "it is the id of an image, not a name", isMade: (text) => IMAGE_ID.test(text) },
  {
    reason: "the host before the first slash is not valid",
    isMade: (_text, { domain }) => domain !== undefined && !DOMAIN.test(domain),
  },
  {
    reason: "its name has upper-case letters, only lower case is valid",
    isMade: (_text, { path }) => /[A-Z]/.test(path),
  },
  {
    reason: 'between slashes a name is made of lower-case letters and digits, with ".", "_", "__" or "-" inside',
    isMade: (_text, { path }) => !PATH.test(path),
  },
];

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
