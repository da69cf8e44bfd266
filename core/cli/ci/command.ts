import { printable } from "../../services/printable.ts";

declare const COMMAND: unique symbol;

/** Text that a CI system takes as a command: only what is made here, with all that comes from outside escaped. */
export type CiCommand = string & { readonly [COMMAND]: true };

const MAX_TITLE = 200;
const MAX_LINE = 1000;
const MAX_LINES = 30;

/**
 * A command of GitHub Actions that shows an annotation on the page of the run. Whatever is in the texts, it is one line and
 * one command.
 *
 * @see {@link https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands}
 */
export function formatAnnotation(level: "error" | "warning", title: string, lines: readonly string[]): CiCommand {
  const data = lines
    .slice(0, MAX_LINES)
    .map((line) => escapeData(printable(line, MAX_LINE)))
    .join("%0A");
  return `::${level} title=${escapeProperty(printable(title, MAX_TITLE))}::${data}\n` as CiCommand;
}

/** Where a part of GitLab's job log begins or ends, which its page folds. The name has letters, digits and `_` only. */
export function formatSection(edge: "start" | "end", name: string, header = ""): CiCommand {
  const seconds = Math.floor(Date.now() / 1000);
  const options = edge === "start" ? "[collapsed=true]" : "";
  const safeName = name.replace(/\W/g, "_");
  const end = edge === "start" ? "\n" : "";
  return `\u001b[0Ksection_${edge}:${seconds}:${safeName}${options}\r\u001b[0K${printable(header, MAX_TITLE)}${end}` as CiCommand;
}

function escapeData(text: string): string {
  // The runner's older form of commands is looked for anywhere in a line.
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll("##[", "## [");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
