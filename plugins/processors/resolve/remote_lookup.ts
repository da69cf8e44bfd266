import { isScanError, type Logger, type ScanError } from "../../../core/mod.ts";
import type { CanonicalReference } from "../../clients/oci/mod.ts";
import { isIndex, type Registry } from "../../clients/registry/mod.ts";

/** What a registry says of a reference. */
export interface Found {
  readonly digest: string;
  /** Whether the image is certainly there for one platform only. */
  readonly isOnePlatform: boolean;
}

/** Finds the digest of a reference; nothing where that cannot be done. */
export type RemoteLookup = (reference: CanonicalReference) => Promise<Found | undefined>;

/** What the lookup works with. */
export interface RemoteLookupOptions {
  readonly registry: Pick<Registry, "fetchDescriptor">;
  readonly log: Pick<Logger, "warn" | "debug">;
  /** How long a registry that did not answer is left alone, in milliseconds. @default {60_000} */
  readonly pauseMs?: number;
}

/** Of one image only: the next one may well be there, or be allowed. */
const OF_ONE_IMAGE: ReadonlySet<string> = new Set(["IMAGE_NOT_FOUND", "REGISTRY_AUTH", "REGISTRY_BAD_ANSWER"]);

/**
 * Makes the lookup of one run. A registry that does not answer, or has had enough, is left alone for a while, so that
 * a thousand images do not wait for it one by one.
 */
export function createRemoteLookup({ registry, log, pauseMs = 60_000 }: RemoteLookupOptions): RemoteLookup {
  const pausedUntil = new Map<string, number>();
  const told = new Set<string>();

  function note(error: ScanError, domain: string): void {
    if (!OF_ONE_IMAGE.has(error.code)) pausedUntil.set(domain, performance.now() + pauseMs);
    const key = `${domain} ${error.code}`;
    // That an image is not there, the scanner tells; it may also be on this machine alone.
    const isNews = error.code !== "IMAGE_NOT_FOUND" && !told.has(key);
    told.add(key);
    if (!isNews) log.debug(error.message);
    else log.warn(`${error.message}. Such images of "${domain}" are scanned as they are named, each for itself`);
  }

  return async (reference) => {
    const { domain, digest } = reference;
    if (digest !== undefined) return { digest, isOnePlatform: false };
    if ((pausedUntil.get(domain) ?? 0) > performance.now()) return undefined;
    try {
      const found = await registry.fetchDescriptor(reference);
      return { digest: found.digest, isOnePlatform: found.mediaType !== "" && !isIndex(found) };
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      note(error, domain);
      return undefined;
    }
  };
}
