import { printable } from "../../../services/printable.ts";
import { cutMiddle } from "./text_width.ts";

/** How long a beginning must be, and how many names must have it, before it is left out. */
const MIN_LENGTH = 10;
const MIN_NAMES = 3;
const DIGEST_LENGTH = 12;

/** What the names so far begin with, up to a `/`. */
export interface SharedPrefix {
  readonly text: string;
  readonly names: number;
}

/** Before the first name. */
export const NO_PREFIX: SharedPrefix = { text: "", names: 0 };

/** The prefix after one more name. */
export function sharePrefix({ text, names }: SharedPrefix, name: string): SharedPrefix {
  if (names > 0 && name.startsWith(text)) return { text, names: names + 1 };
  let length = 0;
  if (names === 0) length = name.length;
  else while (length < text.length && text[length] === name[length]) length += 1;
  return { text: name.slice(0, name.slice(0, length).lastIndexOf("/") + 1), names: names + 1 };
}

/** What is left out of names: a beginning that is worth it. Where there is none, an empty text. */
export function leftOutOf({ text, names }: SharedPrefix): string {
  return names >= MIN_NAMES && text.length >= MIN_LENGTH ? text : "";
}

/** How a name is made to fit. */
export interface ShortNameOptions {
  /** What names begin with and is left out: {@linkcode leftOutOf}. */
  readonly leftOut: string;
  readonly ellipsis: string;
}

/**
 * A target's name that is safe to show and no wider than `room`: `…/team/app:1.2`. The shared beginning is left out, then most
 * of a digest, then the middle.
 */
export function shortenName(name: string, room: number, { leftOut, ellipsis }: ShortNameOptions): string {
  const isCut = leftOut !== "" && name.startsWith(leftOut);
  const rest = printable(isCut ? name.slice(leftOut.length) : name);
  const digest = new RegExp(`(@sha\\d+:[0-9a-f]{${DIGEST_LENGTH}})[0-9a-f]+`);
  return cutMiddle(`${isCut ? `${ellipsis}/` : ""}${rest.replace(digest, `$1${ellipsis}`)}`, room, ellipsis);
}
