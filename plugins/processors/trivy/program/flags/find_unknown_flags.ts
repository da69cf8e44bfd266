import { toPlainText } from "../failure/stderr_text.ts";
import { parseFlag } from "./flag_table.ts";

const NAMED = [/unknown flag: --([\w-]+)/g, /flag provided but not defined: --?([\w-]+)/g];
const LISTED = /^\s+(?:-\w, )?(--[a-z][a-z-]*)/gm;

/** What a run of Trivy has printed. */
export interface Output {
  readonly stderr: string;
  readonly stdout: string;
}

/**
 * Finds which of the flags that a Trivy was called with it does not know. It says so on stderr, or, before 0.30, on
 * stdout. A build that says nothing still prints its help on stdout: what is not listed there is not known.
 */
export function findUnknownFlags(output: Output, args: readonly string[]): string[] {
  const used = args
    .slice(0, args.indexOf("--") < 0 ? undefined : args.indexOf("--"))
    .flatMap((word) => parseFlag(word) ?? []);
  const text = `${toPlainText(output.stderr)}\n${toPlainText(output.stdout)}`;
  const named = NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => `--${name}`));
  const unknown = used.filter((flag) => named.includes(flag));
  if (unknown.length > 0 || !/^Usage:\n\s+trivy /m.test(output.stdout)) return unknown;
  const listed = listFlags(output.stdout);
  return listed.has("--format") || listed.has("--cache-dir") ? used.filter((flag) => !listed.has(flag)) : [];
}

/** The flags that a help text lists. */
export function listFlags(help: string): ReadonlySet<string> {
  return new Set([...help.matchAll(LISTED)].map(([, flag = ""]) => flag));
}
