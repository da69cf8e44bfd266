import { loadChecksState } from "../databases/checks/prepare_checks.ts";
import type { TrivyOptions } from "../options.ts";
import { pickFindingsOptions } from "./findings_options.ts";

/** What findings depend on besides image, Trivy and databases, as JSON: options, and the checks for misconfigurations. */
export async function loadFindingsSettings(options: TrivyOptions, cacheDir: string): Promise<string> {
  const { digest, text } = await loadChecksState(cacheDir);
  // Without any, those in the program are used.
  const checks = options.scanners.includes("misconfig") ? (digest ?? text) : "";
  return JSON.stringify({ options: pickFindingsOptions(options), checks });
}
