import { isOfHost } from "../../../lib/clients/registry/mod.ts";
import { toError } from "../program/failure/diagnose.ts";
import type { Scanner } from "./scanner.ts";

/** For how long Trivy is not started for the images of such a registry, in milliseconds. */
const PAUSE_MS = 60_000;
/** How many images in a row must fail where Trivy has got through before: one may have trouble of its own. */
const MANY = 3;

/**
 * Makes a scanner that starts no Trivy for a registry in trouble once two have met that: the look-up and a Trivy, which
 * may know a certificate or a way that we do not know. Its images then fail with what the look-up failed with. Where Trivy
 * has got through, it takes several images in a row.
 */
export function sparingRefusedHosts(scan: Scanner, { pauseMs = PAUSE_MS } = {}): Scanner {
  /** Until when, on the clock of `performance.now()`, by host. */
  const refused = new Map<string, number>();
  /** How many images have failed in a row, of each host that Trivy has got through to. */
  const strikes = new Map<string, number>();

  function strike(host: string): void {
    const count = (strikes.get(host) ?? MANY) + 1;
    if (strikes.has(host)) strikes.set(host, count);
    if (count >= MANY) refused.set(host, performance.now() + pauseMs);
  }

  return async (target, signal, place) => {
    const { unresolved } = target;
    if (unresolved?.host === undefined) return scan(target, signal, place);
    const { host } = unresolved;
    if ((refused.get(host) ?? 0) > performance.now()) throw toError(unresolved);
    try {
      const scanned = await scan(target, signal, place);
      refused.delete(host);
      strikes.set(host, 0);
      return scanned;
    } catch (error) {
      if (isOfHost(error)) strike(host);
      throw error;
    }
  };
}
