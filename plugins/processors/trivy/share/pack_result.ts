import { promisify } from "node:util";
import { constants, gunzip, gunzipSync, gzip } from "node:zlib";
import type { ScanResult } from "./shared_scans.ts";

const [compress, decompress] = [promisify(gzip), promisify(gunzip)];

/** What is smaller, packed, takes longer to be handed to another thread than to be unpacked. */
const SMALL_BYTES = 16_384;

/** Makes the bytes of a result, for a file. */
export function packResult(result: ScanResult): Promise<Buffer> {
  return compress(JSON.stringify(result), { level: constants.Z_BEST_SPEED });
}

/**
 * Makes a result of its bytes again.
 *
 * @throws {Error} Where they were damaged: gzip has a checksum
 */
export async function unpackResult(bytes: Buffer): Promise<ScanResult> {
  const unpacked = bytes.length < SMALL_BYTES ? gunzipSync(bytes) : await decompress(bytes);
  return JSON.parse(unpacked.toString()) as ScanResult;
}
