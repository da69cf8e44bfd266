import { setTimeout as delay } from "node:timers/promises";
import { coreError } from "../../../core/kit.ts";
import { isScanError } from "../../../core/mod.ts";
import type { DtrClient, DtrManifest, DtrScanSummary } from "../../lib/clients/dtr/mod.ts";
import { parseDuration } from "../../lib/options/duration.ts";
import { COMPLETED, FAILED, formatStatus, isInProgress, toAgeDays } from "./decide.ts";
import { rescanError } from "./errors.ts";
import type { DtrRescanOptions } from "./options.ts";

/** A manifest that has all that a scan is asked for with. */
export type ScannableManifest = DtrManifest & { readonly os: string; readonly architecture: string };

/** Whether DTR can be asked to scan a manifest: it takes the platform for that. */
export function isScannable(manifest: DtrManifest): manifest is ScannableManifest {
  return manifest.os !== undefined && manifest.architecture !== undefined;
}

/** For which image a scan is requested, and what ends the waiting for it. */
export interface ScanRequestContext {
  /** For messages. */
  readonly image: string;
  readonly signal: AbortSignal;
}

/** Requests the scan of a manifest; with the option `wait`, returns what the scan came to. */
export type RequestScan = (
  manifest: ScannableManifest,
  context: ScanRequestContext,
) => Promise<DtrScanSummary | undefined>;

/**
 * Makes what asks DTR for scans. Manifests of one tag that share a platform cannot be asked for one by one: they share
 * one request.
 */
export function createRequester(
  client: Pick<DtrClient, "requestScan" | "getTag">,
  { wait, waitTimeout: timeout, pollInterval }: Pick<DtrRescanOptions, "wait" | "waitTimeout" | "pollInterval">,
): RequestScan {
  const shared = new Map<string, Promise<void>>();
  const limits = { timeout, timeoutMs: parseDuration(timeout) ?? 0, pollMs: parseDuration(pollInterval) ?? 0 };

  function request(manifest: ScannableManifest): Promise<void> {
    const { namespace, repository, tag, os, architecture, sharesPlatform } = manifest;
    const send = () => client.requestScan({ namespace, repository, tag, os, architecture });
    if (!sharesPlatform) return send();
    const key = [namespace, repository, tag, os, architecture].join("/");
    const known = shared.get(key) ?? send();
    shared.set(key, known);
    return known;
  }

  return async (manifest, context) => {
    // Not what the source saw: that may be older than another scan.
    const before = wait ? await findSummary(manifest, client) : undefined;
    await request(manifest);
    return wait ? waitForScan(manifest, { ...limits, ...context, client, before }) : undefined;
  };
}

/** How a scan is waited for. */
interface WaitOptions extends ScanRequestContext {
  readonly client: Pick<DtrClient, "getTag">;
  /** What DTR knew just before the scan was requested. */
  readonly before: DtrScanSummary | undefined;
  readonly pollMs: number;
  readonly timeoutMs: number;
  /** The limit as the user wrote it. */
  readonly timeout: string;
}

/**
 * Waits until the scan of a manifest is complete that was just requested, and returns its summary. What DTR says may well
 * look complete before the scan has begun, as it may keep the old status and date for a while: only a scan that was
 * seen under way, or another date than before, counts. Passing troubles of DTR are sat out.
 *
 * @throws {ScanError} DTR_SCAN_FAILED, DTR_SCAN_TIMEOUT, DTR_NOT_FOUND when the tag is gone, and others of the client
 */
async function waitForScan(manifest: DtrManifest, options: WaitOptions): Promise<DtrScanSummary> {
  const { client, before, image, pollMs, timeoutMs, timeout, signal } = options;
  const platform = `${manifest.os}/${manifest.architecture}`;
  const deadline = performance.now() + timeoutMs;
  let last = before;
  let wasSeen = false;
  while (performance.now() < deadline) {
    await pause(pollMs, signal);
    last = (await look(manifest, client)) ?? last;
    if (last === undefined) continue;
    const { lastScanStatus: status, checkCompletedAt } = last;
    if (isInProgress(status)) wasSeen = true;
    else if (wasSeen || isNewer(checkCompletedAt, before)) {
      if (status === COMPLETED) return last;
      if (status === FAILED) throw rescanError("DTR_SCAN_FAILED", { image, platform });
    }
  }
  const status = last === undefined ? "not known" : formatStatus(last.lastScanStatus);
  throw rescanError("DTR_SCAN_TIMEOUT", { image, platform, timeout, status });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (cause) {
    throw coreError("ABORTED", { reason: "a scan by DTR was waited for" }, { cause });
  }
}

/** Whether there is a date, and it is not the one from before; the zero date is none. */
function isNewer(date: string, before: DtrScanSummary | undefined): boolean {
  return date !== before?.checkCompletedAt && toAgeDays(date, new Date()) !== undefined;
}

/** What DTR knows of the manifest now; undefined while it has trouble, or knows nothing. */
async function look(manifest: DtrManifest, client: WaitOptions["client"]): Promise<DtrScanSummary | undefined> {
  try {
    return await findSummary(manifest, client);
  } catch (error) {
    if (isScanError(error) && error.retryable) return undefined;
    throw error;
  }
}

/** What DTR knows of a manifest now. */
async function findSummary(
  manifest: DtrManifest,
  client: Pick<DtrClient, "getTag">,
): Promise<DtrScanSummary | undefined> {
  const details = await client.getTag(manifest);
  const found = details.filter(({ os, architecture }) => os === manifest.os && architecture === manifest.architecture);
  // The tag may stand for another image by now: then that is the one which is scanned.
  return (found.find(({ digest }) => digest === manifest.digest) ?? found[0])?.summary;
}
