import { appendFile, stat } from "node:fs/promises";
import { errorCode } from "../../../core/kit.ts";

/** How many bytes a summary has so far, 0 where there is no such file yet. */
export async function measureSummary(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return 0;
    throw error;
  }
}

/**
 * Appends a text to a summary in one piece, behind what others wrote: below a blank line, as Markdown wants it.
 *
 * @throws {RangeError} where the file would be too long; it stays as it was
 */
export async function appendToSummary(file: string, text: string, maxBytes: number): Promise<void> {
  const size = await measureSummary(file);
  const piece = `${size === 0 ? "" : "\n\n"}${text}`;
  if (size + Buffer.byteLength(piece) > maxBytes)
    throw new RangeError(`there is no room left below its limit of ${maxBytes} bytes`);
  await appendFile(file, piece);
}
