import { resolve } from "node:path";
import { errorCode, loadFile, type TargetOrigin, toFileReason } from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import { namespacesError } from "./errors.ts";
import type { DtrNamespacesOptions } from "./options.ts";
import { type NamedNamespace, parseNamespaces } from "./parse_namespaces.ts";

/** What a file is loaded with. */
export interface LoadNamespacesOptions {
  /** The absolute folder that a relative path starts from. */
  readonly cwd: string;
  readonly log: Pick<Logger, "warn">;
}

/** One namespace, and where it was named. */
export interface ListedNamespace {
  readonly name: string;
  readonly origin: TargetOrigin;
}

/**
 * The namespaces that the options name, each once: those in the options themselves, or else those of the file.
 *
 * @throws {ScanError} NAMESPACES_NOT_FOUND, NAMESPACES_UNREADABLE, NAMESPACES_INVALID
 */
export async function listNamespaces(
  { file, namespaces }: Pick<DtrNamespacesOptions, "file" | "namespaces">,
  options: LoadNamespacesOptions,
): Promise<readonly ListedNamespace[]> {
  if (namespaces) return [...new Set(namespaces)].map((name) => ({ name, origin: { from: "the option namespaces" } }));
  const loaded = await loadNamespaces(file, options);
  return loaded.map(({ name, line }) => ({ name, origin: { from: file, line } }));
}

/**
 * Reads a namespaces file. A name that is repeated counts once; the log warns of it.
 *
 * @throws {ScanError} NAMESPACES_NOT_FOUND, NAMESPACES_UNREADABLE, NAMESPACES_INVALID
 */
export async function loadNamespaces(
  file: string,
  { cwd, log }: LoadNamespacesOptions,
): Promise<readonly NamedNamespace[]> {
  const { namespaces, repeated } = parseNamespaces(await loadText(file, resolve(cwd, file)), { file });
  for (const { name, line } of repeated) log.warn(`${file} line ${line}: "${name}" is repeated; it counts once`);
  return namespaces;
}

async function loadText(file: string, path: string): Promise<string> {
  try {
    // Of a pipe nothing would be left: this is read more than once.
    return new TextDecoder("utf-8", { fatal: true }).decode(await loadFile(path));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === "ENOENT" || code === "ENOTDIR") throw namespacesError("NAMESPACES_NOT_FOUND", { file, path });
    const reason = code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "it is not text in UTF-8" : toFileReason(cause);
    throw namespacesError("NAMESPACES_UNREADABLE", { file, reason }, { cause });
  }
}
