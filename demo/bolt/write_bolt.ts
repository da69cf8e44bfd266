import { type BoltTree, writeBucket } from "./bucket.ts";
import { metaPage } from "./meta.ts";
import { PAGE_FLAGS, type PageFile, pageFile } from "./page_file.ts";

const FREELIST_ID = 2;
const FIRST_DATA_ID = 3;

/**
 * Writes a fresh bbolt file, as Trivy's vulnerability DB is one: two meta pages, an empty freelist, then the
 * buckets. Builds the whole file in memory.
 *
 * @throws {RangeError} A key is empty, longer than 32,768 bytes, or there twice
 * @see https://github.com/etcd-io/bbolt
 */
export function writeBolt(tree: BoltTree): Uint8Array {
  const data = pageFile(FIRST_DATA_ID);
  const rootId = writeBucket(tree, data);
  return Buffer.concat([headPages(rootId, data).toBytes(), data.toBytes()]);
}

function headPages(rootId: number, data: PageFile): PageFile {
  const head = pageFile(0);
  for (const transaction of [0, 1]) {
    head.append(metaPage({ rootId, freelistId: FREELIST_ID, pageCount: data.nextId, transaction }));
  }
  head.append({ flags: PAGE_FLAGS.freelist, count: 0, body: new Uint8Array() });
  return head;
}
