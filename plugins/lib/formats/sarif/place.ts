import { hash } from "node:crypto";
import { repositoryOf } from "../../../../core/kit.ts";
import type { Finding, Target } from "../../../../core/mod.ts";
import { plainText } from "../plain_text.ts";

/** Where GitHub shows a result. It tells alerts apart by this, the rule and the fingerprint. */
export interface ResultPlace {
  /** A relative address: no scheme, no tag, no digest. */
  readonly uri: string;
  readonly region: {
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
}

const FIRST_LINE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
const MAX_PATH = 1_000;
/** Paths that need no encoding. */
const PLAIN = /^[\w.!~*'()/-]*$/;

/**
 * The place of a finding: its file or package below the image's repository, as `docker.io/library/nginx/libc6`. What is
 * found in an image that is built from a Dockerfile stands in the Dockerfile, so that it is shown in pull requests.
 */
export function placeOf(target: Target, finding: Finding): ResultPlace {
  if (target.dockerfile !== undefined) return { uri: encodePath(target.dockerfile), region: FIRST_LINE };
  const { path, startLine, endLine } = finding.location;
  const file = path ?? ("package" in finding ? finding.package?.name : undefined) ?? finding.id;
  const uri = encodePath(`${repositoryOf(target)}/${file}`);
  if (finding.kind === "vulnerability" || finding.kind === "license" || !isLine(startLine)) {
    return { uri, region: FIRST_LINE };
  }
  const last = isLine(endLine) ? Math.max(startLine, endLine) : startLine;
  return { uri, region: { ...FIRST_LINE, startLine, endLine: last } };
}

function isLine(line: number | undefined): line is number {
  return Number.isSafeInteger(line) && (line ?? 0) > 0;
}

/** A `:` would make a scheme of what stands before it, and `..` leave the folder. */
function encodePath(path: string): string {
  const segments = path.replaceAll("\\", "/").split("/");
  const clean = segments.filter((segment) => !["", ".", ".."].includes(segment)).join("/");
  if (clean.length <= MAX_PATH && PLAIN.test(clean)) return clean;
  const short = clean.length > MAX_PATH ? `${clean.slice(0, MAX_PATH)}-${hash("sha256", clean)}` : clean;
  return plainText(short.replaceAll(":", "_"), short.length).split("/").map(encodeURIComponent).join("/");
}
