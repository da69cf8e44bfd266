import { defineErrors } from "../../../core/mod.ts";

const EXAMPLE = ["Namespaces:", "  - dev", "  - operations"];

/** The errors of the source `dtr_namespaces`, but for those of DTR itself. */
export const namespacesError = defineErrors({
  NAMESPACES_NOT_FOUND: {
    message: (d: { file: string; path: string }) =>
      `There is no file "${d.file}"${d.file === d.path ? "" : ` (looked for "${d.path}")`}`,
    hint: `Create it with the namespaces (organisations) to scan:\n${EXAMPLE.map((line) => `  ${line}`).join("\n")}`,
    usage: true,
  },
  NAMESPACES_UNREADABLE: {
    message: (d: { file: string; reason: string }) => `Cannot read "${d.file}": ${d.reason}`,
    hint: "Name a text file in UTF-8 that you may read",
    usage: true,
  },
  NAMESPACES_INVALID: {
    message: (d: { file: string; count: number }) =>
      `"${d.file}" has ${d.count === 1 ? "a problem" : `${d.count} problems`}`,
    hint: `Write it like this:\n${EXAMPLE.map((line) => `  ${line}`).join("\n")}`,
    usage: true,
  },
  NAMESPACES_EMPTY: {
    message: (d: { names: readonly string[]; isFiltered: boolean }) =>
      `No repository of ${d.names.map((name) => `"${name}"`).join(", ")} ${d.isFiltered ? "passes the filters" : "can be seen by this user"}`,
    hint: "Check the names, the user's rights, and the options `includeRepositories` and `excludeRepositories`",
    usage: true,
  },
  NAMESPACES_PROBLEM: {
    message: (d: { at: string; reason: string; nearest?: string | undefined }) => `${d.at}: ${d.reason}`,
    hint: (d: { nearest?: string | undefined }) =>
      d.nearest === undefined ? undefined : `Did you mean "${d.nearest}"?`,
    usage: true,
  },
});
