import { resolve } from "node:path";
import { loadText } from "../../../../core/kit.ts";
import { loadChecksState } from "../databases/checks/checks_state.ts";
import type { TrivyOptions } from "../options.ts";
import { toFindingsOptions } from "./findings_options.ts";
import { fingerprint } from "./fingerprint.ts";
import { listExpired } from "./list_expired.ts";

/** Where relative paths start, and where the checks for misconfigurations are. */
export interface FindingsSettingsContext {
  readonly cwd: string;
  readonly cacheDir: string;
  /** @default The present moment */
  readonly now?: Date;
}

/**
 * What findings depend on besides image, Trivy and databases, as JSON: options, the content of their files, which dates
 * in them are over, and the checks.
 */
export async function loadFindingsSettings(
  options: TrivyOptions,
  { cwd, cacheDir, now = new Date() }: FindingsSettingsContext,
): Promise<string> {
  const files = await fingerprint(options, { cwd });
  const { ignoreFile } = options;
  const ignored = ignoreFile === undefined ? "" : await loadText(resolve(cwd, ignoreFile)).catch(() => "");
  const { digest, text } = await loadChecksState(cacheDir);
  // Without any, those in the program are used.
  const checks = options.scanners.includes("misconfig") ? (digest ?? text) : "";
  return JSON.stringify({ options: toFindingsOptions(options), files, expired: listExpired(ignored, now), checks });
}
