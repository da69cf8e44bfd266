import { coreError, isScanError, type ScanError, toReason } from "../../../core/errors/mod.ts";
import { IntelFlaw, MAX_PACKED_BYTES } from "../../../core/intel/mod.ts";
import { type Http, readLimited } from "../../../core/kit.ts";

const TIMEOUT_MS = 180_000;

/** What is downloaded, and from where. */
export interface DownloadOptions {
  /** What it is called: `EPSS scores`. */
  readonly name: string;
  readonly http: Http;
}

/**
 * Downloads a file into memory.
 *
 * @throws {ScanError} INTEL_UPDATE
 */
export async function download(address: string, { name, http }: DownloadOptions): Promise<Buffer> {
  try {
    const response = await http(address, { timeoutMs: TIMEOUT_MS });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new IntelFlaw(`the server answers ${response.status}`);
    }
    if (address.startsWith("https:") && !response.url.startsWith("https:")) {
      await response.body?.cancel();
      throw new IntelFlaw("it is redirected to an address without TLS");
    }
    const bytes = await readLimited(response, MAX_PACKED_BYTES);
    if (bytes === undefined) throw new IntelFlaw(`it is larger than ${MAX_PACKED_BYTES / 1_048_576} MiB`);
    return bytes;
  } catch (error) {
    throw updateFailed(error, { name, address });
  }
}

/** The error of a download that is not used. */
export function updateFailed(
  cause: unknown,
  { name, address }: { readonly name: string; readonly address: string },
): ScanError {
  if (isScanError(cause) && cause.code !== "HTTP_FAILED") return cause;
  return coreError("INTEL_UPDATE", { name, address: showAddress(address), reason: describe(cause) }, { cause });
}

function describe(cause: unknown): string {
  if (cause instanceof IntelFlaw && cause.line !== undefined) return `line ${cause.line}: ${cause.message}`;
  // What is asked for is named before.
  return toReason(cause).replace(/^GET \S+ failed: /, "");
}

/** Without what may be a token. */
export function showAddress(address: string): string {
  if (!URL.canParse(address)) return "an address that is none";
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}
