import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { errorCode, isRecord } from "../services/mod.ts";

/** What a file may have before and after it is unpacked: several times what there is today. */
export const MAX_PACKED_BYTES = 33_554_432;
const MAX_BYTES = 134_217_728;

const unzip = promisify(gunzip);

/** Why data about exploits are not used. */
export class IntelFlaw extends Error {
  override readonly name = "IntelFlaw";
  /** From 1. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** Whether bytes are packed by gzip, whatever their file is called. */
export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks what is packed by gzip; returns what is not as it is.
 *
 * @throws {IntelFlaw} where it is damaged, cut off, or far too large
 */
export async function unpack(bytes: Buffer): Promise<Buffer> {
  if (!isPacked(bytes)) return bytes;
  try {
    return await unzip(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if (errorCode(error) === "ERR_BUFFER_TOO_LARGE") {
      throw new IntelFlaw(`it unpacks to more than ${MAX_BYTES / 1_048_576} MiB`);
    }
    const reason = isRecord(error) && typeof error.message === "string" ? error.message : "unknown error";
    throw new IntelFlaw(`it cannot be unpacked: ${reason}`);
  }
}
