import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loadText, plural } from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import { canListPackages, type TrivyOptions } from "./options.ts";
import type { Program } from "./program/program.ts";
import { findEnded } from "./scan/ignore_file/find_ended.ts";
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

/**
 * What the user should know of lists of findings to leave out: one that Trivy alone would go by is named by no option, or
 * entries of the one that is have ended.
 */
export async function findIgnoreFileWarning(
  { ignoreFile }: Pick<TrivyOptions, "ignoreFile">,
  { cwd, now = new Date() }: { readonly cwd: string; readonly now?: Date },
): Promise<string | undefined> {
  if (ignoreFile !== undefined) return describeEnded(resolve(cwd, ignoreFile), now);
  for (const name of IGNORE_FILES) {
    const isThere = await stat(join(cwd, name)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isThere)
      return `"${join(cwd, name)}" is not used: to leave out its findings, set ignoreFile: "${name}" of trivy`;
  }
  return undefined;
}

const MAX_TOLD = 5;

async function describeEnded(file: string, now: Date): Promise<string | undefined> {
  // That it cannot be read is an error elsewhere.
  const ended = findEnded(await loadText(file).catch(() => ""), now);
  if (ended.length === 0) return undefined;
  const told = ended.slice(0, MAX_TOLD).map(({ line, date }) => `line ${line}: ${date}`);
  const more = ended.length - told.length;
  return (
    `${plural(ended.length, "date")} in "${file}" ${ended.length === 1 ? "is" : "are"} over, so their findings are reported again ` +
    `(${told.join(", ")}${more > 0 ? `, and ${more} more` : ""}). A day ends as it begins in UTC`
  );
}
