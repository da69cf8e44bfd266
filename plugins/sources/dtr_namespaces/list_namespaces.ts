import type { TargetOrigin } from "../../../core/kit.ts";
import { type LoadNamespacesOptions, loadNamespaces } from "./load_namespaces.ts";
import type { DtrNamespacesOptions } from "./options.ts";

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
