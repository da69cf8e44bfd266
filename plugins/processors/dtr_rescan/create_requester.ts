import type { DtrClient, DtrManifest } from "../../lib/clients/dtr/mod.ts";

/** A manifest that has all that a scan is asked for with. */
export type ScannableManifest = DtrManifest & { readonly os: string; readonly architecture: string };

/** Whether DTR can be asked to scan a manifest: it takes the platform for that. */
export function isScannable(manifest: DtrManifest): manifest is ScannableManifest {
  return manifest.os !== undefined && manifest.architecture !== undefined;
}

/**
 * Makes what asks DTR for scans. Manifests of one tag that share a platform cannot be asked for one by one: they share
 * one request.
 */
export function createRequester(client: Pick<DtrClient, "requestScan">) {
  const shared = new Map<string, Promise<void>>();

  return function requestScan(manifest: ScannableManifest): Promise<void> {
    const { namespace, repository, tag, os, architecture, sharesPlatform } = manifest;
    const request = () => client.requestScan({ namespace, repository, tag, os, architecture });
    if (!sharesPlatform) return request();
    const key = [namespace, repository, tag, os, architecture].join("/");
    const known = shared.get(key) ?? request();
    shared.set(key, known);
    return known;
  };
}
