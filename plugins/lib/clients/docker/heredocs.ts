/** A heredoc of a Dockerfile: `RUN <<EOF`, and the lines up to `EOF`. */
export interface Heredoc {
  /** The instruction as it stands there: `RUN <<EOF`. */
  readonly text: string;
  /** The number of the instruction's line, from 1. */
  readonly line: number;
  /** The number of the line that ends it. */
  readonly lastLine: number;
}

const INSTRUCTION = /^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i;
const COMMENT = /^\s*#/;
const ESCAPE = /^\s*#\s*escape\s*=\s*`/im;
/** A word of a shell: what is in quotes belongs to it. */
const WORD = /(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s"'\\])+/g;
const HEREDOC = /^\d*<<(-?)([^<]+)$/;

const NONE = Number.POSITIVE_INFINITY;

interface End {
  readonly word: string;
  readonly isIndented: boolean;
}

/**
 * Finds the heredocs of a Dockerfile, as BuildKit reads them. What has no end is none: `$((1 <<2))`.
 *
 * @see {@link https://docs.docker.com/reference/dockerfile/#here-documents}
 */
export function findHeredocs(dockerfile: string): readonly Heredoc[] {
  const lines = dockerfile.split(/\r?\n/);
  const isContinued = ESCAPE.test(dockerfile) ? /`[ \t]*$/ : /\\[ \t]*$/;
  const heredocs: Heredoc[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const first = index;
    const parts = [lines[index] ?? ""];
    while (isContinued.test(parts.at(-1) ?? "") && index + 1 < lines.length) {
      index += 1;
      const next = lines[index] ?? "";
      // Comments and blank lines do not end an instruction.
      if (!COMMENT.test(next) && next.trim() !== "") parts.push(next);
    }
    const instruction = parts.map((part) => part.replace(isContinued, "")).join("");
    if (!INSTRUCTION.test(instruction) || COMMENT.test(instruction)) continue;
    const last = findEnds(instruction).reduce((from, end) => findLine(lines, from, end), index);
    if (last === index || last === NONE) continue;
    index = last;
    heredocs.push({ text: (lines[first] ?? "").trim(), line: first + 1, lastLine: last + 1 });
  }
  return heredocs;
}

function findLine(lines: readonly string[], from: number, { word, isIndented }: End): number {
  const found = lines.findIndex((line, at) => at > from && (isIndented ? line.replace(/^\t+/, "") : line) === word);
  return found === -1 ? NONE : found;
}

/** The words that end the heredocs of an instruction; none where its quotes do not end. */
function findEnds(instruction: string): readonly End[] {
  if (instruction.replace(WORD, "").trim() !== "") return [];
  const words = instruction.match(WORD) ?? [];
  return words.flatMap((text) => {
    const [, dash, word] = HEREDOC.exec(text) ?? [];
    return word === undefined ? [] : [{ word: word.replace(/["'\\]/g, ""), isIndented: dash === "-" }];
  });
}
