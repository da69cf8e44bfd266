import { isAbsolute } from "node:path";

/** A Trivy that came with npm, and the release it was built from. */
export interface EmbeddedTrivy {
  readonly path: string;
  readonly version: string;
}

/**
 * Finds the Trivy of the optional package `hullscan-embedded-trivy`.
 *
 * @returns Nothing where the package is not installed or has no Trivy for this platform
 */
export async function findEmbeddedTrivy(): Promise<EmbeddedTrivy | undefined> {
  // A plain string, so that type checking and bundling do not need the package to be there.
  const specifier: string = "hullscan-embedded-trivy";
  let found: unknown;
  try {
    found = (await import(specifier)).embeddedTrivy?.();
  } catch (error) {
    if (isMissingModule(error)) return undefined;
    throw error;
  }
  return isEmbeddedTrivy(found) ? found : undefined;
}

function isMissingModule(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}

function isEmbeddedTrivy(value: unknown): value is EmbeddedTrivy {
  if (typeof value !== "object" || value === null || !("path" in value) || !("version" in value)) return false;
  return typeof value.path === "string" && isAbsolute(value.path) && typeof value.version === "string";
}
