import { isOfHost } from "../../../clients/registry/mod.ts";
import { toError } from "../failure/diagnose.ts";
import type { Scanner } from "./scanner.ts";

/** For how long Trivy is not started for the images of such a registry, in milliseconds. */
const PAUSE_MS = 60_000;

/**
 * Makes a scanner that starts no Trivy for a registry in trouble once two have met that: the look-up and a Trivy, which
 * may know a certificate or a way that we do not know. Its images then fail with what the look-up was told.
 */
export function sparingRefusedHosts(scan: Scanner, { pauseMs = PAUSE_MS } = {}): Scanner {
  /** Until when, on the clock of `performance.now()`, by host. */
  const refused = new Map<string, number>();

  return async (target, signal, leaveLane) => {
    const { unresolved } = target;
    if (unresolved?.host === undefined) return scan(target, signal, leaveLane);
    const { host } = unresolved;
    if ((refused.get(host) ?? 0) > performance.now()) throw toError(unresolved);
    try {
      const scanned = await scan(target, signal, leaveLane);
      refused.delete(host);
      return scanned;
    } catch (error) {
      if (isOfHost(error)) refused.set(host, performance.now() + pauseMs);
      throw error;
    }
  };
}
