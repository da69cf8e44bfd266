import { resolve } from "node:path";
import { errorCode, loadFile, toFileReason } from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import { namespacesError } from "./errors.ts";
import { type NamedNamespace, parseNamespaces } from "./parse_namespaces.ts";

/** What a file is loaded with. */
export interface LoadNamespacesOptions {
  /** The absolute folder that a relative path starts from. */
  readonly cwd: string;
  readonly log: Pick<Logger, "warn">;
}

/**
 * Reads a namespaces file. A name that is repeated is told in the log and counts once.
 *
 * @throws {ScanError} NAMESPACES_NOT_FOUND, NAMESPACES_UNREADABLE, NAMESPACES_INVALID
 */
export async function loadNamespaces(
  file: string,
  { cwd, log }: LoadNamespacesOptions,
): Promise<readonly NamedNamespace[]> {
  const { namespaces, repeated } = parseNamespaces(await loadText(file, resolve(cwd, file)), { file });
  for (const { name, line } of repeated) log.warn(`${file} line ${line}: "${name}" is there already; it counts once`);
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
