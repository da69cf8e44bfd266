import { isScanError, type PreflightContext } from "../../../core/mod.ts";
import { openRegistry } from "../../lib/clients/registry/mod.ts";

/**
 * Asks each registry whether it answers, and tells `scan check`. Whether it has the images, and lets this user have
 * them, is not asked.
 *
 * @returns Those that do not answer
 * @throws {ScanError} REGISTRY_CA, ABORTED
 */
export async function tellRegistries(domains: Iterable<string>, ctx: PreflightContext): Promise<ReadonlySet<string>> {
  const silent = new Set<string>();
  const registry = await openRegistry(ctx, { insecure: false });
  async function tell(domain: string): Promise<void> {
    try {
      await registry.ping(domain);
      ctx.note(`the registry ${domain} answers`);
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      silent.add(domain);
      // Whoever scans may have been told to accept it.
      if (error.code === "REGISTRY_CERTIFICATE") ctx.log.warn(error.message);
      else ctx.foresee(error);
    }
  }
  await Promise.all([...domains].map(tell));
  return silent;
}
