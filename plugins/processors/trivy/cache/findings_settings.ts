import { resolve } from "node:path";
import { CHECKS_FOLDER } from "../checks/prepare_checks.ts";
import { hashFile } from "../db/seal.ts";
import type { TrivyOptions } from "../options.ts";
import { toFindingsOptions } from "./findings_options.ts";

/** Where relative paths start, and where the checks for misconfigurations are. */
export interface FindingsSettingsContext {
  readonly cwd: string;
  readonly cacheDir: string;
}

/** What findings depend on besides image, Trivy and databases: options, the content of their files, and the checks. */
export async function loadFindingsSettings(
  options: TrivyOptions,
  { cwd, cacheDir }: FindingsSettingsContext,
): Promise<unknown> {
  const { ignoreFile, vex = [], scanners } = options;
  const named = [ignoreFile ?? [], vex].flat();
  const files = await Promise.all(named.map((path) => hashFile(resolve(cwd, path))));
  // It names the digest of the checks. Without it, they are those in the program.
  const metadata = resolve(cacheDir, CHECKS_FOLDER, "metadata.json");
  const checks = scanners.includes("misconfig") ? await hashFile(metadata).catch(() => "") : "";
  return { options: toFindingsOptions(options), files, checks };
}
