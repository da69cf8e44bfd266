import assert from "node:assert/strict";
import { coreError, type ErrorSpec, type ErrorTable } from "#core/kit.ts";
import { demoError } from "#demo/errors.ts";
import { dockerError } from "#plugins/lib/clients/docker/errors.ts";
import { dtrError } from "#plugins/lib/clients/dtr/errors.ts";
import { ociError } from "#plugins/lib/clients/oci/errors.ts";
import { registryError } from "#plugins/lib/clients/registry/errors.ts";
import { reportError } from "#plugins/lib/formats/errors.ts";
import { historyError } from "#plugins/lib/history/errors.ts";
import { ignoreFileError } from "#plugins/lib/ignore_files/errors.ts";
import { listError } from "#plugins/lib/list_file/errors.ts";
import { rescanError } from "#plugins/processors/dtr_rescan/errors.ts";
import { trivyError } from "#plugins/processors/trivy/errors.ts";
import { filesError } from "#plugins/sinks/files/errors.ts";
import { slackError } from "#plugins/sinks/slack/errors.ts";
import { dockerfileError } from "#plugins/sources/dockerfile_list/errors.ts";
import { namespacesError } from "#plugins/sources/dtr_namespaces/errors.ts";

const TABLES = [
  ["The run", coreError.table],
  ["Lists of targets", listError.table],
  ["Dockerfiles in lists", dockerfileError.table],
  ["Image references", ociError.table],
  ["Registries", registryError.table],
  ["Docker", dockerError.table],
  ["Docker Trusted Registry", dtrError.table],
  ["Namespaces of a DTR", namespacesError.table],
  ["Rescans by a DTR", rescanError.table],
  ["Ignore files and VEX", ignoreFileError.table],
  ["Trivy", trivyError.table],
  ["The report", reportError.table],
  ["The history", historyError.table],
  ["A file for each image", filesError.table],
  ["Slack", slackError.table],
  ["The demo", demoError.table],
] as const satisfies readonly (readonly [string, ErrorTable])[];

const HEAD = `# Errors by code

Every failed target and every broken run has a code. In a message below, \`<name>\` stands for a file, an image or a
reason. The line after it says what to do. A test keeps this page equal to the tables in the code.
`;

/** What to do about errors that leave that to the problems listed with them. */
const LISTED: Readonly<Record<string, string>> = {
  CONFIG_SYNTAX: "Correct this line of the config",
  CONFIG_INVALID: "Correct the problems listed below the message; `scan list` prints all options",
  CONFIG_PROBLEM: "Correct the option at this place in the config",
  PREFLIGHT_FAILED: "Each missing thing is listed below the message, with what to do",
  TARGETS_AT_RISK: "Each problem is listed below the message, with what to do. Exit code 4 of `scan check`",
  NAMESPACES_PROBLEM: "Correct this line of the file",
};

/** The page that explains every error code. */
export function renderErrorDocs(): string {
  const told = new Set<ErrorSpec<never>>();
  const parts = TABLES.map(([title, table]) => {
    const rows: Readonly<Record<string, ErrorSpec<never>>> = table;
    // A row that several tables share stands where it comes first.
    const own = Object.entries(rows).filter(([, spec]) => !told.has(spec));
    for (const [, spec] of own) told.add(spec);
    return [`\n## ${title}\n`, ...own.map(([code, spec]) => renderCode(code, spec))].join("\n");
  });
  return [HEAD, ...parts].join("");
}

function renderCode(code: string, { message, hint, retryable, usage, fatal }: ErrorSpec<never>): string {
  const details = placeholder("details") as never;
  const help = typeof hint === "function" ? hint(details) : hint;
  const notes = [
    usage ? "Exit code 2." : "",
    fatal ? "It ends the run." : "",
    retryable ? "Trying again may help." : "",
  ].filter((note) => note !== "");
  const parts = [
    `### ${code}`,
    `> ${toOneLine(String(message(details)))}`,
    LISTED[code] ?? toOneLine(help ?? assert.fail(`${code} does not say what to do`)),
    notes.join(" "),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** A value that is `<name>` as text, and whose every property is a value like that. */
function placeholder(name: string): unknown {
  const text = `<${name}>`;
  return new Proxy(() => text, {
    get(_, key) {
      if (key === Symbol.toPrimitive || key === "toString" || key === "join") return () => text;
      if (key === "map" || key === "filter") return () => placeholder(name);
      if (key === "length") return text.length;
      if (key === "replace" || key === "slice") return text[key].bind(text);
      return placeholder(String(key));
    },
  });
}

function toOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
