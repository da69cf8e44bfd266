import { loadChecksState } from "../checks/checks_state.ts";
import type { TrivyOptions } from "../options.ts";
import { fingerprint } from "../scan/fingerprint.ts";
import { toFindingsOptions } from "./findings_options.ts";

/** Where relative paths start, and where the checks for misconfigurations are. */
export interface FindingsSettingsContext {
  readonly cwd: string;
  readonly cacheDir: string;
}

/** What findings depend on besides image, Trivy and databases, as JSON: options, the content of their files, and the checks. */
export async function loadFindingsSettings(
  options: TrivyOptions,
  { cwd, cacheDir }: FindingsSettingsContext,
): Promise<string> {
  const files = await fingerprint(options, { cwd });
  const { digest, text } = await loadChecksState(cacheDir);
  // Without any, those in the program are used.
  const checks = options.scanners.includes("misconfig") ? (digest ?? text) : "";
  return JSON.stringify({ options: toFindingsOptions(options), files, checks });
}
