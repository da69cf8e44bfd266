import { promisify } from "node:util";
import { constants, gunzip, gzip } from "node:zlib";
import type { ScanResult } from "./shared_scans.ts";

const [compress, decompress] = [promisify(gzip), promisify(gunzip)];

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
  return JSON.parse((await decompress(bytes)).toString()) as ScanResult;
}
