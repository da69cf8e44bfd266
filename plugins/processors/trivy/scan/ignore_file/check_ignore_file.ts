import { loadText } from "../../../../../core/kit.ts";
import { trivyError } from "../../errors.ts";
import { isDay, type Mistake, quote } from "./mistake.ts";

/** More than any list of findings to leave out has. */
const MAX_BYTES = 64 * 1_048_576;
const MAX_TOLD = 5;

/**
 * Checks a file with findings to leave out, as Trivy reads it: by its name it is YAML or a list of ids. A mistake in the
 * one makes every scan fail without a word, and in the other a line do nothing.
 *
 * @param file Absolute
 * @throws {ScanError} TRIVY_IGNORE_FILE with the lines of the mistakes
 */
export async function checkIgnoreFile(file: string): Promise<void> {
  const text = await loadText(file, { maxBytes: MAX_BYTES });
  const mistakes = isYaml(file) ? (await import("./find_yaml_mistakes.ts")).findYamlMistakes(text) : findMistakes(text);
  if (mistakes.length === 0) return;
  const told = mistakes.slice(0, MAX_TOLD).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = mistakes.length - told.length;
  const reason = told.join("; ") + (more > 0 ? `; and ${more} more` : "");
  throw trivyError("TRIVY_IGNORE_FILE", { file, reason });
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

/** Finds lines of which Trivy leaves out nothing: those with a date that is none. */
function findMistakes(text: string): readonly Mistake[] {
  return text.split("\n").flatMap((content, index) => {
    const [id = "#", ...words] = content.trim().split(/\s+/);
    const date = id.startsWith("#") ? undefined : words.find((word) => word.startsWith("exp:"))?.slice(4);
    if (date === undefined || isDay(date)) return [];
    return [{ line: index + 1, reason: `after "exp:" there is ${quote(date)}, not a day such as 2027-01-31` }];
  });
}
