import type { Logger } from "../../../core/mod.ts";
import { type DtrClient, dtrError } from "../../lib/clients/dtr/mod.ts";

/**
 * Checks that the login is accepted and, where scans are to be requested, that DTR scans at all: one request, which
 * every user may make.
 *
 * @throws {ScanError} DTR_AUTH, DTR_SCANNING_DISABLED, and others of the client
 */
export async function checkDtr(
  client: Pick<DtrClient, "getFeatures" | "url">,
  { mustScan, log }: { readonly mustScan: boolean; readonly log: Pick<Logger, "warn"> },
): Promise<void> {
  const { scanningEnabled, scanningLicensed } = await client.getFeatures();
  if (scanningEnabled && scanningLicensed) return;
  const answer = scanningEnabled ? "scanning is not licensed" : "scanning is not enabled";
  if (mustScan) throw dtrError("DTR_SCANNING_DISABLED", { doing: "request scans", url: client.url, answer });
  log.warn(`DTR at ${client.url} does not scan by itself: ${answer}`);
}
