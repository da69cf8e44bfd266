import type { AcceptRule } from "../../../core/kit.ts";
import { loadText } from "../../../core/kit.ts";
import { compileEntries } from "./compile_entries.ts";
import type { IgnoreEntry } from "./entry.ts";
import { ignoreFileError } from "./errors.ts";
import { isDay, type Mistake, quote } from "./mistake.ts";

/** More than any list of findings to leave out has. */
const MAX_BYTES = 64 * 1_048_576;
const MAX_TOLD = 5;

/**
 * Loads the rules of a file with findings to leave out, as Trivy reads it: by its name it is YAML or a list of ids. What
 * Trivy takes for nothing without a word is a mistake: a key with a slip ignores for ever, a wrong date not at all.
 *
 * @param file Absolute
 * @param name What it is called in reports
 * @throws {ScanError} TRIVY_IGNORE_FILE with the lines of the mistakes
 */
export async function loadIgnoreFile(file: string, name: string): Promise<readonly AcceptRule[]> {
  const text = await loadText(file, { maxBytes: MAX_BYTES });
  const { entries, mistakes } = isYaml(file) ? await readYaml(text) : readList(text);
  if (mistakes.length > 0) throw describeMistakes(file, mistakes);
  return compileEntries(entries, name);
}

interface Read {
  readonly entries: readonly IgnoreEntry[];
  readonly mistakes: readonly Mistake[];
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

async function readYaml(text: string): Promise<Read> {
  const mistakes = (await import("./find_yaml_mistakes.ts")).findYamlMistakes(text);
  if (mistakes.length > 0) return { entries: [], mistakes };
  return { entries: (await import("./read_yaml_entries.ts")).readYamlEntries(text), mistakes };
}

/** An id a line, and after it, among other words, the date: `CVE-2027-1234 exp:2027-01-31`. */
function readList(text: string): Read {
  const entries: IgnoreEntry[] = [];
  const mistakes: Mistake[] = [];
  for (const [index, content] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const [id = "", ...words] = content.trim().split(/\s+/);
    if (id === "" || id.startsWith("#")) continue;
    const line = index + 1;
    const expiredAt = words.find((word) => word.startsWith("exp:"))?.slice(4);
    if (expiredAt !== undefined && !isDay(expiredAt)) {
      mistakes.push({ line, reason: `after "exp:" there is ${quote(expiredAt)}, not a day such as 2027-01-31` });
    } else entries.push({ id, line, ...(expiredAt !== undefined && { expiredAt }) });
  }
  return { entries, mistakes };
}

function describeMistakes(file: string, mistakes: readonly Mistake[]) {
  const told = mistakes.slice(0, MAX_TOLD).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = mistakes.length - told.length;
  const reason = told.join("; ") + (more > 0 ? `; and ${more} more` : "");
  return ignoreFileError("TRIVY_IGNORE_FILE", { file, reason });
}
