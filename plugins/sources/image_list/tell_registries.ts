import { isScanError, type PreflightContext } from "../../../core/mod.ts";
import { openRegistry } from "../../clients/registry/mod.ts";

/**
 * Asks each registry whether it answers, and tells `scan check`. Whether it has the images, and lets this user have
 * them, only the run finds out.
 *
 * @throws {ScanError} REGISTRY_CA, ABORTED
 */
export async function tellRegistries(domains: Iterable<string>, ctx: PreflightContext): Promise<void> {
  const registry = await openRegistry(ctx, { insecure: false });
  async function tell(domain: string): Promise<void> {
    try {
      await registry.ping(domain);
      ctx.note(`the registry ${domain} answers`);
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      // Whoever scans may have been told to accept it.
      if (error.code === "REGISTRY_CERTIFICATE") ctx.log.warn(error.message);
      else ctx.foresee(error);
    }
  }
  await Promise.all([...domains].map(tell));
}
