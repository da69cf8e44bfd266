/** What is done about a flag that a Trivy does not know. */
export interface FlagRule {
  /** Whether the word after it belongs to it. */
  readonly takesValue?: boolean;
  /** What it was called before; tried next. */
  readonly formerly?: string;
  /** Whether a scan without it gives the same findings. */
  readonly droppable: boolean;
}

/**
 * Flags that not every Trivy knows. A flag that is not in this table is needed: a Trivy without it is too old.
 *
 * @see {@link https://trivy.dev/docs/latest/references/configuration/cli/trivy_image/}
 */
export const FLAG_RULES: ReadonlyMap<string, FlagRule> = new Map([
  ["--quiet", { droppable: true }],
  ["--no-progress", { droppable: true }],
  ["--skip-version-check", { droppable: true }],
  ["--disable-telemetry", { droppable: true }],
  // Our own timer ends a scan as well.
  ["--timeout", { droppable: true, takesValue: true }],
  ["--skip-db-update", { droppable: true, formerly: "--skip-update" }],
  // Before 0.37 there was no Java database to update.
  ["--skip-java-db-update", { droppable: true }],
  ["--scanners", { droppable: false, takesValue: true, formerly: "--security-checks" }],
]);

/**
 * Rewrites arguments for a Trivy that lacks some flags: those are replaced by their former names or left out. What
 * stands after `--` is never touched.
 */
export function withoutFlags(args: readonly string[], unknown: ReadonlySet<string>): string[] {
  const end = args.indexOf("--");
  const rest = args.slice(0, end < 0 ? undefined : end);
  const kept: string[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const flag = parseFlag(word);
    const rule = flag !== undefined && unknown.has(flag) ? FLAG_RULES.get(flag) : undefined;
    if (flag === undefined || rule === undefined) {
      kept.push(word);
    } else if (rule.formerly !== undefined && !unknown.has(rule.formerly)) {
      kept.push(rule.formerly + word.slice(flag.length));
    } else if (rule.droppable) {
      if (rule.takesValue && !word.includes("=")) rest.shift();
    } else {
      kept.push(word);
    }
  }
  return end < 0 ? kept : [...kept, ...args.slice(end)];
}

/** The flag that a word is: `--timeout` of `--timeout=10m`. */
export function parseFlag(word: string): string | undefined {
  return /^--[a-z][a-z-]*/.exec(word)?.[0];
}
