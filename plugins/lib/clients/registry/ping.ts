import type { Http } from "../../../../core/mod.ts";
import { statusError } from "./status_error.ts";

const LIMIT_MS = 10_000;
/** It is there: it wants a login, it refuses everybody, or it has had enough for now. */
const ALSO_THERE = new Set([401, 403, 429]);

/**
 * Asks whether a registry answers at its base address.
 *
 * @throws {ScanError} HTTP_FAILED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, ABORTED
 */
export async function ping(http: Http, { base, doing }: { readonly base: URL; readonly doing: string }): Promise<void> {
  const response = await http(new URL("v2/", base), { timeoutMs: LIMIT_MS, redirect: "manual" });
  if (response.ok || ALSO_THERE.has(response.status)) return void (await response.body?.cancel());
  // The token service is not meant: by naming somebody, a 404 is no missing image.
  throw await statusError(response, { doing, by: base.host });
}
