/** The size of a page, in bytes. */
export const PAGE_SIZE = 4096;

/** The size of the header that every page begins with, in bytes. */
export const PAGE_HEADER_SIZE = 16;

/** What a page holds. */
export const PAGE_FLAGS = { branch: 0x01, leaf: 0x02, meta: 0x04, freelist: 0x10 } as const;

/** A page before it has a place in the file. */
export interface Page {
  readonly flags: number;
  /** How many elements the body holds. */
  readonly count: number;
  readonly body: Uint8Array;
}

/** The pages of a file, in order. */
export interface PageFile {
  /** Adds a page, with as many overflow pages as its body needs, and gives its number. */
  append(page: Page): number;
  /** The pages one after the other. */
  toBytes(): Uint8Array;
  /** The number that the next page gets. */
  readonly nextId: number;
}

/** Starts an empty run of pages whose first has the number `firstId`. */
export function pageFile(firstId: number): PageFile {
  const chunks: Uint8Array[] = [];
  let nextId = firstId;
  return {
    append(page) {
      const id = nextId;
      const chunk = encodePage(page, id);
      chunks.push(chunk);
      nextId += chunk.length / PAGE_SIZE;
      return id;
    },
    toBytes: () => Buffer.concat(chunks),
    get nextId() {
      return nextId;
    },
  };
}

/** A page's header: number, flags, count, and how many more pages it runs on for. */
export function pageHeader(page: Page, at: { id: number; overflow: number }): Uint8Array {
  const bytes = Buffer.alloc(PAGE_HEADER_SIZE);
  bytes.writeBigUInt64LE(BigInt(at.id), 0);
  bytes.writeUInt16LE(page.flags, 8);
  bytes.writeUInt16LE(page.count, 10);
  bytes.writeUInt32LE(at.overflow, 12);
  return bytes;
}

function encodePage(page: Page, id: number): Uint8Array {
  const pages = Math.ceil((PAGE_HEADER_SIZE + page.body.length) / PAGE_SIZE);
  const bytes = new Uint8Array(pages * PAGE_SIZE);
  bytes.set(pageHeader(page, { id, overflow: pages - 1 }));
  bytes.set(page.body, PAGE_HEADER_SIZE);
  return bytes;
}
