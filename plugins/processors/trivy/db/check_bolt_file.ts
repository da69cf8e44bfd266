import type { FileHandle } from "node:fs/promises";
import { openFile } from "../../../../core/mod.ts";

const MAGIC = 0xed0cdaed;
const VERSION = 2;
const PAGE_HEADER_BYTES = 16;
/** From the magic number to the transaction id; the checksum stands after it. */
const META_BYTES = 56;
const BRANCH_OR_LEAF = 0x03;
const NO_META = "it has no valid meta page";

/** What a bbolt file says of itself on a meta page. */
interface Meta {
  readonly pageSize: number;
  readonly rootPage: bigint;
  /** The number of pages that the file must at least have. */
  readonly highWater: bigint;
  readonly transaction: bigint;
}

/**
 * Checks that a bbolt file is whole, as far as that can be seen without walking through it: a valid meta page, all
 * pages there, and a root page that is one. Reads a few hundred bytes.
 *
 * @returns What is wrong with it; nothing where it is sound
 * @see {@link https://github.com/etcd-io/bbolt/blob/main/internal/common/meta.go}
 */
export async function checkBoltFile(path: string): Promise<string | undefined> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    if (size === 0) return "it is empty";
    const meta = await readMeta(file);
    if (meta === undefined) return NO_META;
    const needed = meta.highWater * BigInt(meta.pageSize);
    if (BigInt(size) < needed) return `it is cut off: ${size} of ${needed} bytes are there`;
    if (meta.rootPage < 2n || meta.rootPage >= meta.highWater) return "its root page lies outside of it";
    return await checkRootPage(file, meta);
  } finally {
    await file.close();
  }
}

/** The newer of the two meta pages that is valid. */
async function readMeta(file: FileHandle): Promise<Meta | undefined> {
  const first = await readMetaAt(file, 0);
  const sizes = first === undefined ? pageSizes() : [first.pageSize];
  for (const pageSize of sizes) {
    const second = await readMetaAt(file, pageSize);
    if (second === undefined || second.pageSize !== pageSize) continue;
    return first !== undefined && first.transaction > second.transaction ? first : second;
  }
  return first;
}

/** All page sizes that bbolt tries where the first meta page does not tell. */
function pageSizes(): number[] {
  return Array.from({ length: 15 }, (_, power) => 1024 << power);
}

async function readMetaAt(file: FileHandle, position: number): Promise<Meta | undefined> {
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

async function checkRootPage(file: FileHandle, meta: Meta): Promise<string | undefined> {
  const page = await readAt(file, Number(meta.rootPage) * meta.pageSize, PAGE_HEADER_BYTES);
  const isRoot = page?.readBigUInt64LE(0) === meta.rootPage && (page.readUInt16LE(8) & BRANCH_OR_LEAF) !== 0;
  return isRoot ? undefined : "its root page is overwritten";
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
  return bytesRead === bytes ? buffer : undefined;
}

function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
