import type { Response } from "undici";

/** One way in which a server wants to be told who asks. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly params: Readonly<Record<string, string>>;
}

/** A word, and what stands behind its equals sign, quoted or not. */
const PART = /[\s,]*([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/gy;

/**
 * Reads a `WWW-Authenticate` header, also one that is several joined by commas. Commas, equals signs and escapes in
 * quotes belong to the value. What is not to be understood is passed over.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate}
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  for (const [, name = "", quoted, plain] of header.matchAll(PART)) {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), params: {} });
    else Object.assign(challenges.at(-1)?.params ?? {}, { [name.toLowerCase()]: value });
  }
  return challenges;
}

/** The way that a refused request shows which we know: a token, or else user and password. */
export function findChallenge({ headers }: Pick<Response, "headers">): Challenge | undefined {
  const challenges = parseChallenges(headers.get("www-authenticate") ?? "");
  return (
    challenges.find(({ scheme, params }) => scheme === "bearer" && params.realm !== undefined) ??
    challenges.find(({ scheme }) => scheme === "basic")
  );
}
