import { promisify } from "node:util";
import { constants, gunzip, gunzipSync, gzip } from "node:zlib";
import { memoryLimits } from "../../../core/kit.ts";
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
 * @throws {Error} Where they were damaged, for gzip has a checksum, or are more than `maxBytes` when unpacked
 */
export async function unpackResult(bytes: Buffer, maxBytes = memoryLimits().maxBytes): Promise<ScanResult> {
  const limit = { maxOutputLength: maxBytes };
  const unpacked = bytes.length < SMALL_BYTES ? gunzipSync(bytes, limit) : await decompress(bytes, limit);
  return JSON.parse(unpacked.toString()) as ScanResult;
}
