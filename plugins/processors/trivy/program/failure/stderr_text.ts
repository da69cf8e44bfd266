import { stripVTControlCharacters } from "node:util";

const LOG_LINE = /^\S+\t(DEBUG|INFO|WARN|ERROR|FATAL)\t(.*)$/;
const CHAIN_PREFIX =
  /^(?:fatal error\t|error\t|\[\w+\] |(?:run error|init error|db error|image scan error|scan error|unable to initialize [^:]*|failed analysis|unable to find the specified image "[^"]*" in \[[^\]]*\]): ?)/i;
/** An error to Trivy only: without a bundle of checks it takes its own, and goes on. */
const HARMLESS = /^.*falling back to embedded (?:checks|policies).*$/gim;
const MAX_REASON = 300;

/** What Trivy wrote to stderr, without colours. */
export function toPlainText(stderr: string): string {
  return stripVTControlCharacters(stderr).replaceAll("\r\n", "\n").replaceAll(HARMLESS, "");
}

/** How lines of several sources begin where the source is not named: before 0.48. */
const UNNAMED_SOURCES = {
  docker: /^\s*\* (unable to inspect the image .*)$/m,
  remote: /^\s*\* ((?:GET|HEAD|Get|Head) "?https?:.*)$/m,
} as const;

/** What Docker or the registry said, where Trivy tried several sources of images. */
export function findSourceError(text: string, source: keyof typeof UNNAMED_SOURCES): string | undefined {
  const start = text.search(new RegExp(`(?:^|[\\s*:])${source} error: `));
  if (start < 0) return UNNAMED_SOURCES[source].exec(text)?.[1];
  return text.slice(text.indexOf(`${source} error: `, start)).split("\n", 1)[0];
}

/**
 * The line of Trivy's output that says most about its failure: the FATAL one, or the last ERROR, or the first of a
 * panic, without the chain of prefixes. Nothing where there is no such line.
 */
export function findEssentialLine(text: string): string | undefined {
  const lines = text.split("\n");
  const logged = lines.map((line) => LOG_LINE.exec(line));
  const fatal =
    logged.findLast((match) => match?.[1] === "FATAL") ?? logged.findLast((match) => match?.[1] === "ERROR");
  const message = fatal?.[2] ?? lines.find((line) => /^(?:panic|fatal error|unexpected fault|Error): /.test(line));
  return message === undefined ? undefined : toReason(message);
}

/** One line of text as a reason: chain prefixes taken off, cut to a length that a person reads. */
export function toReason(line: string): string | undefined {
  let reason = line.trim();
  for (let rest = reason; ; reason = rest) {
    rest = reason.replace(CHAIN_PREFIX, "");
    if (rest === reason || rest === "") break;
  }
  reason = reason.replace(/\s+/g, " ").replace(/[\s.]+$/, "");
  if (reason === "") return undefined;
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON)}…`;
}
