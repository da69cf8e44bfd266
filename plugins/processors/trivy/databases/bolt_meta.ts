import type { FileHandle } from "node:fs/promises";

const MAGIC = 0xed0cdaed;
const VERSION = 2;
/** From the magic number to the transaction id; the checksum stands after it. */
const META_BYTES = 56;

/** What every page of a bbolt file begins with. */
export const PAGE_HEADER_BYTES = 16;

/** An open bbolt file. */
export type BoltFile = Pick<FileHandle, "read">;

/** What a bbolt file says of itself on a meta page. */
export interface Meta {
  readonly pageSize: number;
  readonly rootPage: bigint;
  /** The number of pages that the file must at least have. */
  readonly highWater: bigint;
  readonly transaction: bigint;
}

/** The newer of the two meta pages that is valid. */
export async function readMeta(file: BoltFile): Promise<Meta | undefined> {
  const first = await readMetaAt(file, 0);
  const sizes = first === undefined ? pageSizes() : [first.pageSize];
  for (const pageSize of sizes) {
    const second = await readMetaAt(file, pageSize);
    if (second === undefined || second.pageSize !== pageSize) continue;
    return first !== undefined && first.transaction > second.transaction ? first : second;
  }
  return first;
}

/** All page sizes that bbolt tries where the first meta page does not say. */
function pageSizes(): number[] {
  return Array.from({ length: 15 }, (_, power) => 1024 << power);
}

async function readMetaAt(file: BoltFile, position: number): Promise<Meta | undefined> {
  const page = await readAt(file, position, PAGE_HEADER_BYTES + META_BYTES + 8);
  if (page === undefined) return undefined;
  const meta = page.subarray(PAGE_HEADER_BYTES);
  const isMeta = meta.readUInt32LE(0) === MAGIC && meta.readUInt32LE(4) === VERSION;
  if (!isMeta || meta.readBigUInt64LE(META_BYTES) !== fnv1a64(meta.subarray(0, META_BYTES))) return undefined;
  const pageSize = meta.readUInt32LE(8);
  if (pageSize < 512) return undefined;
  return {
    pageSize,
    rootPage: meta.readBigUInt64LE(16),
    highWater: meta.readBigUInt64LE(40),
    transaction: meta.readBigUInt64LE(48),
  };
}

/** Some bytes of a file; nothing where it ends before. */
export async function readAt(file: BoltFile, position: number, bytes: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
  return bytesRead === bytes ? buffer : undefined;
}

function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
