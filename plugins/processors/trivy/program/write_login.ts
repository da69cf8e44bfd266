import { mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findReferenceMistake, parseReference, toCanonical } from "../../../lib/clients/oci/mod.ts";
import type { HandOverLogin } from "../../../lib/clients/registry/mod.ts";

/** What a login is written with. */
export interface WriteLoginOptions {
  readonly handOverLogin: HandOverLogin | undefined;
  /** A folder of this run of Trivy, which goes when that has ended. */
  readonly tmpDir: string;
}

/**
 * Writes the login for a reference's registry, for the one run of Trivy that needs it: a folder for DOCKER_CONFIG, for
 * this user only. So Trivy asks the registry as the look-up of the digest did, and sees no login of another registry.
 *
 * @returns The folder; nothing for what is no reference
 * @throws {ScanError} REGISTRY_LOGIN
 */
export async function writeLogin(
  reference: string,
  { handOverLogin, tmpDir }: WriteLoginOptions,
): Promise<string | undefined> {
  if (handOverLogin === undefined || findReferenceMistake(reference) !== undefined) return undefined;
  const { config, contexts } = await handOverLogin(toCanonical(parseReference(reference)));
  const folder = join(tmpDir, "login");
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, "config.json"), JSON.stringify(config), { mode: 0o600 });
  // A Trivy that also asks Docker finds the one that is in use.
  const hasContexts = contexts !== undefined && (await stat(contexts).catch(() => undefined)) !== undefined;
  if (hasContexts) await symlink(contexts, join(folder, "contexts"));
  return folder;
}
