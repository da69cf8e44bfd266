import { fnv1a64 } from "./fnv1a64.ts";
import { PAGE_FLAGS, PAGE_SIZE, type Page } from "./page_file.ts";

const MAGIC = 0xed0cdaed;
const VERSION = 2;
const CHECKED_SIZE = 56;

/** What a meta page says about the file. */
export interface Meta {
  /** The first page of the bucket that holds all top-level buckets. */
  readonly rootId: number;
  readonly freelistId: number;
  /** The high-water page: the number of the first page that is not in the file. */
  readonly pageCount: number;
  /** Of two sound meta pages, the one with the higher transaction counts. */
  readonly transaction: number;
}

/** The page that says where everything is, with its checksum. A file begins with two of them. */
export function metaPage(meta: Meta): Page {
  const body = Buffer.alloc(CHECKED_SIZE + 8);
  body.writeUInt32LE(MAGIC, 0);
  body.writeUInt32LE(VERSION, 4);
  body.writeUInt32LE(PAGE_SIZE, 8);
  body.writeBigUInt64LE(BigInt(meta.rootId), 16);
  body.writeBigUInt64LE(BigInt(meta.freelistId), 32);
  body.writeBigUInt64LE(BigInt(meta.pageCount), 40);
  body.writeBigUInt64LE(BigInt(meta.transaction), 48);
  body.writeBigUInt64LE(fnv1a64(body.subarray(0, CHECKED_SIZE)), CHECKED_SIZE);
  return { flags: PAGE_FLAGS.meta, count: 0, body };
}
