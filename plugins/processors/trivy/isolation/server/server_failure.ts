import type { ExecResult } from "../../../../../core/kit.ts";
import type { ScanError } from "../../../../../core/mod.ts";
import { type RunFailureCode, trivyError } from "../../errors.ts";
import { classify } from "../../program/failure/classify.ts";

/** What a server that ends can have died of; all else that its output looks like has to do with images, which it never sees. */
const OWN_CODES: ReadonlySet<RunFailureCode> = new Set([
  "TRIVY_DB_CORRUPT",
  "TRIVY_CACHE_CORRUPT",
  "TRIVY_CACHE_LOCKED",
  "TRIVY_TOO_OLD",
  "DISK_FULL",
  "HOST_LIMIT",
]);

/** Why a server has ended, as the failure of a scan. */
export function toServerError(end: ExecResult): ScanError {
  const doing = "scan with Trivy's server";
  if (end.aborted) return trivyError("TRIVY_SERVER", { doing, reason: "it did not answer in time" });
  const { code, reason } = classify({ ...end, image: "" });
  return trivyError(OWN_CODES.has(code) ? code : "TRIVY_SERVER", { doing, reason: reason ?? toEnding(end) });
}

/** How a server has ended, in a few words. */
function toEnding({ exitCode, spawnError }: ExecResult): string {
  if (spawnError !== undefined) return `it could not be started (${spawnError})`;
  return `it ended with exit code ${exitCode} and said nothing`;
}
