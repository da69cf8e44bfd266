import type { ImageParts } from "./cache_messages.ts";
import { WireReader } from "./wire_reader.ts";

/** What a client asks a server to scan. Its other options stand in its bytes, which are kept and sent as they are. */
export interface ScanRequest extends ImageParts {
  /** The image, as the client was asked for it. */
  readonly target: string;
  /** Packages of which kinds are looked at: `os`, `library`. */
  readonly packageTypes: readonly string[];
  /** What is looked for: `vuln`, `secret`, `sbom`. */
  readonly scanners: readonly string[];
}

/**
 * Reads the request for a scan.
 *
 * @throws {WireError}
 */
export function readScanRequest(bytes: Uint8Array): ScanRequest {
  const reader = new WireReader(bytes);
  const blobIds: string[] = [];
  let target = "";
  let artifactId = "";
  let options: ScanOptions = { packageTypes: [], scanners: [] };
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) target = reader.readString();
    else if (field === 2) artifactId = reader.readString();
    else if (field === 3) blobIds.push(reader.readString());
    else if (field === 4) options = reader.readMessage(readOptions);
    else reader.skip();
  }
  return { target, artifactId, blobIds, ...options };
}

type ScanOptions = Pick<ScanRequest, "packageTypes" | "scanners">;

function readOptions(reader: WireReader): ScanOptions {
  const packageTypes: string[] = [];
  const scanners: string[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) packageTypes.push(reader.readString());
    else if (field === 2) scanners.push(reader.readString());
    else reader.skip();
  }
  return { packageTypes, scanners };
}
