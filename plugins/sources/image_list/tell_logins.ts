import { isScanError, type PreflightContext } from "../../../core/mod.ts";
import type { RepositoryName } from "../../lib/clients/oci/mod.ts";
import { openRegistry } from "../../lib/clients/registry/mod.ts";

/**
 * Looks up the login of each repository, and tells `scan check` of those that cannot be read. Whether a registry takes
 * it, only the run finds out.
 *
 * @returns The registries that cannot be logged in to
 * @throws {ScanError} REGISTRY_CA, ABORTED
 */
export async function tellLogins(
  repositories: Iterable<RepositoryName>,
  ctx: PreflightContext,
): Promise<ReadonlySet<string>> {
  const registry = await openRegistry(ctx, { insecure: false });
  const told = new Set<string>();
  const domains = new Set<string>();
  for (const repository of repositories) {
    try {
      await registry.findLogin(repository);
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      if (!told.has(error.message)) ctx.foresee(error);
      told.add(error.message);
      domains.add(repository.domain);
    }
  }
  return domains;
}
