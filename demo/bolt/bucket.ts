import { elementSize, type LeafElement, leafPage } from "./elements.ts";
import { PAGE_HEADER_SIZE, PAGE_SIZE, type PageFile, pageHeader } from "./page_file.ts";
import { writeTree } from "./write_tree.ts";

/** Bytes, or text that is written as UTF-8. */
export type BoltValue = string | Uint8Array;

/** Keys with their values and with the buckets inside this one. Keys are text, written as UTF-8. */
export type BoltBucket = ReadonlyMap<string, BoltValue | BoltBucket>;

/** The top level of a file: it holds buckets only. */
export type BoltTree = ReadonlyMap<string, BoltBucket>;

const MAX_KEY_SIZE = 32_768;
const MAX_INLINE_SIZE = PAGE_SIZE / 4;

/** Writes a bucket and all that is in it; gives the number of its first page. */
export function writeBucket(bucket: BoltBucket, file: PageFile): number {
  return writeTree(toElements(bucket, file), file);
}

/** A bucket's entries in the order of their bytes, the buckets inside it written. */
function toElements(bucket: BoltBucket, file: PageFile): LeafElement[] {
  const elements = Array.from(bucket, ([key, value]): LeafElement => {
    const isBucket = typeof value !== "string" && !(value instanceof Uint8Array);
    return { key: toKey(key), value: isBucket ? nestedBucket(value, file) : Buffer.from(value), isBucket };
  });
  elements.sort((a, b) => Buffer.compare(a.key, b.key));
  for (const [index, { key }] of elements.entries()) {
    const next = elements[index + 1];
    if (next !== undefined && Buffer.compare(key, next.key) === 0) {
      throw new RangeError(`Two keys have the same bytes: "${Buffer.from(key).toString()}"`);
    }
  }
  return elements;
}

/** What stands for a bucket in its parent: where it is, or, when it is small, the bucket itself. */
function nestedBucket(bucket: BoltBucket, file: PageFile): Uint8Array {
  const elements = toElements(bucket, file);
  const size = elements.reduce((total, element) => total + elementSize(element), PAGE_HEADER_SIZE);
  if (size > MAX_INLINE_SIZE || elements.some(({ isBucket }) => isBucket)) {
    return bucketHeader(writeTree(elements, file));
  }
  const page = leafPage(elements);
  return Buffer.concat([bucketHeader(0), pageHeader(page, { id: 0, overflow: 0 }), page.body]);
}

/** The first page (0 for a bucket that follows at once) and the bucket's sequence, which is not used. */
function bucketHeader(rootId: number): Uint8Array {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(BigInt(rootId), 0);
  return bytes;
}

function toKey(text: string): Uint8Array {
  const key = Buffer.from(text);
  if (key.length === 0 || key.length > MAX_KEY_SIZE) {
    throw new RangeError(`A key has 1 to ${MAX_KEY_SIZE} bytes, not ${key.length}`);
  }
  return key;
}
