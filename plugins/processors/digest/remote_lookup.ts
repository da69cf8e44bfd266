import type { CanonicalReference } from "../../lib/clients/oci/mod.ts";
import {
  type AskPatientlyOptions,
  createAskPatiently,
  type Refusal,
  type Registry,
} from "../../lib/clients/registry/mod.ts";

/** What a registry says of a reference. */
export interface Found {
  readonly digest: string;
}

/** Finds the digest of a reference, or why that cannot be done. */
export type RemoteLookup = (reference: CanonicalReference) => Promise<Found | Refusal>;

/** What the lookup works with. */
export interface RemoteLookupOptions extends AskPatientlyOptions {
  readonly registry: Pick<Registry, "fetchDescriptor" | "ping">;
}

/** Makes the lookup of one run. */
export function createRemoteLookup({ registry, log, ...limits }: RemoteLookupOptions): RemoteLookup {
  const ask = createAskPatiently({ ...limits, registry, log });
  const reported = new Set<string>();

  function report({ failure, isCertain }: Refusal, host: string): void {
    const key = `${host} ${failure.code}`;
    const isNews = !isCertain && !reported.has(key);
    reported.add(key);
    if (!isNews) log.debug(failure.message);
    else log.warn(`${failure.message}. Such images of "${host}" are scanned by name, each on its own`);
  }

  return async (reference) => {
    const { domain, digest } = reference;
    if (digest !== undefined) return { digest };
    const doing = "find the digest of";
    const heard = await ask({ reference, doing, ask: () => registry.fetchDescriptor(reference) });
    if ("refusal" in heard) {
      report(heard.refusal, domain);
      return heard.refusal;
    }
    return { digest: heard.answer.digest };
  };
}
