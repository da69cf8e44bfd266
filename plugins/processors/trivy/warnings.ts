import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../../../core/mod.ts";
import { canListPackages, type TrivyOptions } from "./options.ts";
import type { Program } from "./program/program.ts";
import type { ScanSettings } from "./scan/scan_settings.ts";

/** What there may be to say something about. */
export interface WarnOptions {
  readonly program: Program;
  readonly settings: ScanSettings;
  readonly log: Logger;
}

/** Says what the user should know of this Trivy and these options, before the first scan. */
export function warnOfSettings(options: TrivyOptions, { program, settings, log }: WarnOptions): void {
  const { capabilities, path } = program;
  if (settings.shortfall !== undefined) log.warn(settings.shortfall);
  if (options.packages && !canListPackages(options)) {
    log.warn('Packages are not listed: that needs "vuln" among the scanners (option packages)');
  }
  if (options.insecure) log.warn("Certificates of registries are not checked (option insecure)");
  if (capabilities.refusesBrokenDb) return;
  log.info(`The Trivy at "${path}" does not notice a broken database: it is checked before and after each scan`);
}

const IGNORE_FILES = [".trivyignore", ".trivyignore.yaml"];

/** What the user should know of a list of findings to leave out that Trivy alone would go by, and no option names. */
export async function findIgnoreFileWarning(
  { ignoreFile }: Pick<TrivyOptions, "ignoreFile">,
  { cwd }: { readonly cwd: string },
): Promise<string | undefined> {
  if (ignoreFile !== undefined) return undefined;
  for (const name of IGNORE_FILES) {
    const isThere = await stat(join(cwd, name)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isThere) {
      return `"${join(cwd, name)}" is not used by trivy: to accept its findings, set ignoreFile: "${name}" of trivy`;
    }
  }
  return undefined;
}
