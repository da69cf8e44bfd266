import type { PreflightContext } from "../../../core/mod.ts";
import { loadAcceptRules } from "./load_accept_rules.ts";
import type { IgnoreFileOptions } from "./options.ts";

/**
 * Checks before a run that the files of the options can be read, and have no mistakes.
 *
 * @throws {ScanError} TRIVY_OPTION_FILE, TRIVY_IGNORE_FILE
 */
export async function checkIgnoreFiles(options: IgnoreFileOptions, ctx: PreflightContext): Promise<void> {
  for (const file of [options.ignoreFile ?? [], options.vex ?? []].flat()) ctx.claim(file, "reads");
  await loadAcceptRules(options, ctx);
}
