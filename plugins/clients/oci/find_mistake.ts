import type { Reference } from "./reference.ts";

const MAX_NAME_LENGTH = 255;
const DOMAIN_COMPONENT = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const DOMAIN = new RegExp(`^(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH_COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const PATH = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const IMAGE_ID = /^[a-f0-9]{64}$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

interface Mistake {
  readonly reason: string;
  readonly isMade: (text: string, reference: Reference) => boolean;
}

/** What can be wrong with a reference. The first that holds is told, so the more telling ones stand first. */
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

/** Says what is wrong with a reference that was split into its parts, or nothing when it is valid. */
export function findMistake(text: string, reference: Reference): string | undefined {
  return MISTAKES.find(({ isMade }) => isMade(text, reference))?.reason;
}
