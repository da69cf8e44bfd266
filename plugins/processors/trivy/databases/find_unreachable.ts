import { isScanError, type PluginContext } from "../../../../core/mod.ts";
import { findReferenceMistake, parseReference, toCanonical } from "../../../lib/clients/oci/mod.ts";
import { openRegistry } from "../../../lib/clients/registry/mod.ts";
import type { DbKind } from "./kinds.ts";
import { toReference } from "./repositories.ts";

/** Where a database would be downloaded from. */
export interface FindUnreachableOptions {
  /** In order. */
  readonly repositories: readonly string[];
  /** The environment that a run downloads in. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const TIMEOUT_MS = 10_000;
/** Trivy does not get them for a database, either. */
const IMAGE_LOGINS = ["TRIVY_USERNAME", "TRIVY_PASSWORD", "TRIVY_REGISTRY_TOKEN"] as const;

/**
 * Asks the repositories of a database in order, as a run would, whether they have it; downloads nothing.
 *
 * @returns Why none of them can be used; undefined where one can, or only asks to wait
 * @throws {ScanError} REGISTRY_CA, ABORTED
 */
export async function findUnreachable(
  kind: DbKind,
  ctx: Pick<PluginContext, "http" | "exec" | "addSecret">,
  { repositories, env }: FindUnreachableOptions,
): Promise<string | undefined> {
  const anonymous = { ...env, ...Object.fromEntries(IMAGE_LOGINS.map((name) => [name, undefined])) };
  const registry = await openRegistry(ctx, { insecure: false, timeoutMs: TIMEOUT_MS, env: anonymous });
  const attempts: string[] = [];
  for (const repository of repositories) {
    const reference = toReference(kind, repository);
    const mistake = findReferenceMistake(reference);
    if (mistake !== undefined) {
      attempts.push(`"${repository}" (${mistake})`);
      continue;
    }
    try {
      await registry.fetchDescriptor(toCanonical(parseReference(reference)));
      return undefined;
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      if (error.code === "REGISTRY_RATE_LIMITED") return undefined;
      attempts.push(`"${repository}" (${error.message})`);
    }
  }
  return attempts.join(", ");
}
