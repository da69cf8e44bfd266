import { PAGE_FLAGS, type Page } from "./page_file.ts";

/** A key of a leaf page with its value, or with the bucket that it names. */
export interface LeafElement {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly isBucket: boolean;
}

/** A page of the level below, with the first key that is in it. */
export interface BranchElement {
  readonly key: Uint8Array;
  readonly pageId: number;
}

const ELEMENT_SIZE = 16;
const BUCKET_FLAG = 0x01;

/** How many bytes of a page an element takes. */
export function elementSize(element: LeafElement | BranchElement): number {
  return ELEMENT_SIZE + element.key.length + ("value" in element ? element.value.length : 0);
}

/** A leaf page: a table of flags, distance to the key, key size and value size; then keys and values. */
export function leafPage(elements: readonly LeafElement[]): Page {
  return tablePage(elements, PAGE_FLAGS.leaf, ({ key, value, isBucket }, row) => {
    row.fields.writeUInt32LE(isBucket ? BUCKET_FLAG : 0, 0);
    row.fields.writeUInt32LE(row.distance, 4);
    row.fields.writeUInt32LE(key.length, 8);
    row.fields.writeUInt32LE(value.length, 12);
    return Buffer.concat([key, value]);
  });
}

/** A branch page: a table of distance to the key, key size and page number; then keys. */
export function branchPage(elements: readonly BranchElement[]): Page {
  return tablePage(elements, PAGE_FLAGS.branch, ({ key, pageId }, row) => {
    row.fields.writeUInt32LE(row.distance, 0);
    row.fields.writeUInt32LE(key.length, 4);
    row.fields.writeBigUInt64LE(BigInt(pageId), 8);
    return key;
  });
}

interface Row {
  readonly fields: Buffer;
  /** From the row's own begin to its data, in bytes. */
  readonly distance: number;
}

/** Lays rows of fixed size before the data that they point at; `encode` fills a row and gives its data. */
function tablePage<E>(elements: readonly E[], flags: number, encode: (element: E, row: Row) => Uint8Array): Page {
  const table = Buffer.alloc(elements.length * ELEMENT_SIZE);
  const data: Uint8Array[] = [];
  let end = table.length;
  for (const [index, element] of elements.entries()) {
    const begin = index * ELEMENT_SIZE;
    const bytes = encode(element, { fields: table.subarray(begin, begin + ELEMENT_SIZE), distance: end - begin });
    data.push(bytes);
    end += bytes.length;
  }
  return { flags, count: elements.length, body: Buffer.concat([table, ...data]) };
}
