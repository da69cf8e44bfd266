import type { ScanError } from "../../../../../core/mod.ts";
import { registryError } from "../errors.ts";

/** The error of a login that cannot be read. It is about a registry, not about one image of it. */
export function loginError(domain: string, reason: string): ScanError {
  return registryError("REGISTRY_LOGIN", { doing: `log in to "${domain}"`, reason });
}
