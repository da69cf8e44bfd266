import type { FileHandle } from "node:fs/promises";
import { openFile } from "../../../../core/kit.ts";

const MAGIC = 0xed0cdaed;
const VERSION = 2;
/** From the magic number to the transaction id; the checksum stands after it. */
const META_BYTES = 56;
/** What every page of a bbolt file begins with. */
const PAGE_HEADER_BYTES = 16;
const ELEMENT_BYTES = 16;
const BRANCH = 0x01;
const BRANCH_OR_LEAF = 0x03;
/** The names at the top are a few hundred: more than this is no such file. */
const MAX_PAGES = 10_000;
const MAX_PAGE_BYTES = 2 ** 26;
const NO_META = "it has no valid meta page";

/** An open bbolt file. */
type BoltFile = Pick<FileHandle, "read">;

/** What a bbolt file says of itself on a meta page. */
interface Meta {
  readonly pageSize: number;
  readonly rootPage: bigint;
  /** The number of pages that the file must at least have. */
  readonly highWater: bigint;
  readonly transaction: bigint;
}

/** The newer of the two meta pages that is valid. */
async function readMeta(file: BoltFile): Promise<Meta | undefined> {
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
async function readAt(file: BoltFile, position: number, bytes: number): Promise<Buffer | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
  return bytesRead === bytes ? buffer : undefined;
}

function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
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

async function checkRootPage(file: BoltFile, meta: Meta): Promise<string | undefined> {
  const page = await readAt(file, Number(meta.rootPage) * meta.pageSize, PAGE_HEADER_BYTES);
  const isRoot = page?.readBigUInt64LE(0) === meta.rootPage && (page.readUInt16LE(8) & BRANCH_OR_LEAF) !== 0;
  return isRoot ? undefined : "its root page is overwritten";
}

/**
 * Lists the names at the top level of a bbolt file: of Trivy's database, `alpine 3.19`, `Red Hat`,
 * `npm::GitHub Security Advisory Npm`. Reads the pages that hold them, and nothing else.
 *
 * @throws {Error} Where it cannot be read, or is no such file
 * @see {@link https://github.com/etcd-io/bbolt/blob/main/internal/common/page.go}
 */
export async function listBuckets(path: string): Promise<readonly string[]> {
  const file = await openFile(path);
  try {
    const meta = await readMeta(file);
    if (meta === undefined) throw new Error(NO_META);
    const names: string[] = [];
    const waiting = [meta.rootPage];
    for (let pages = 0; waiting.length > 0; pages += 1) {
      if (pages > MAX_PAGES) throw new Error("its pages have no end");
      const { keys, children } = await readPage(file, { page: waiting.pop() ?? 0n, pageSize: meta.pageSize });
      names.push(...keys);
      waiting.push(...children);
    }
    return names;
  } finally {
    await file.close();
  }
}

interface PageContent {
  /** Those of a leaf. */
  readonly keys: readonly string[];
  /** The pages below a branch. */
  readonly children: readonly bigint[];
}

async function readPage(file: BoltFile, at: { page: bigint; pageSize: number }): Promise<PageContent> {
  const position = Number(at.page) * at.pageSize;
  const header = await readAt(file, position, PAGE_HEADER_BYTES);
  const bytes = header && (header.readUInt32LE(12) + 1) * at.pageSize;
  const page = bytes === undefined || bytes > MAX_PAGE_BYTES ? undefined : await readAt(file, position, bytes);
  if (page === undefined) throw new Error(`its page ${at.page} is not there`);
  const isBranch = (page.readUInt16LE(8) & BRANCH) !== 0;
  const rows = Array.from({ length: page.readUInt16LE(10) }, (_, index) => PAGE_HEADER_BYTES + index * ELEMENT_BYTES);
  if (isBranch) return { keys: [], children: rows.map((row) => page.readBigUInt64LE(row + 8)) };
  const keys = rows.map((row) => {
    const start = row + page.readUInt32LE(row + 4);
    return page.toString("utf8", start, start + page.readUInt32LE(row + 8));
  });
  return { keys, children: [] };
}
