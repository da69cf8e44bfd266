import { hash } from "node:crypto";
import type { Outcome } from "../model/outcome.ts";

/** What a line of a journal says: which run this is, who writes it, how many targets there are, or how one ended. */
export type LineKind = "run" | "owner" | "total" | Outcome["status"];

/** One line of a journal: `CHECKSUM KIND KEY JSON`. */
export interface Line {
  readonly kind: LineKind;
  /** Which target this is about; `-` where it is about none. */
  readonly key: string;
  /** JSON text. */
  readonly json: string;
}

const SUM_LENGTH = 32;
const NO_SUM = "0".repeat(SUM_LENGTH);
const KINDS: ReadonlySet<string> = new Set<LineKind>(["run", "owner", "total", "done", "failed", "skipped"]);

/** The line as it stands in the file, with its end. */
export function encodeLine({ kind, key, json }: Line): Buffer {
  // It may have megabytes: it becomes bytes once, and the checksum is put into its place.
  const line = Buffer.from(`${NO_SUM} ${kind} ${key} ${json}\n`);
  line.write(hashBody(line.subarray(SUM_LENGTH + 1, -1)), "latin1");
  return line;
}

/** Reads a line without its end; undefined where it is not what was written. */
export function decodeLine(bytes: Buffer): Line | undefined {
  const body = bytes.subarray(SUM_LENGTH + 1);
  if (bytes.toString("latin1", 0, SUM_LENGTH) !== hashBody(body)) return undefined;
  const text = body.toString();
  const [kind, key] = text.split(" ", 2);
  if (!isKind(kind) || key === undefined) return undefined;
  return { kind, key, json: text.slice(kind.length + key.length + 2) };
}

function hashBody(body: Buffer): string {
  return hash("sha256", body, "hex").slice(0, SUM_LENGTH);
}

function isKind(text: string | undefined): text is LineKind {
  return KINDS.has(text ?? "");
}
