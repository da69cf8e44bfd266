import type { Response } from "undici";

/**
 * Reads the body of an answer into memory, unless it is longer than `maxBytes`.
 *
 * @returns Nothing where it is longer; the rest is not read
 * @throws {ScanError} HTTP_FAILED, ABORTED
 */
export async function readLimited(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body.
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
