import { openFile } from "../../../../core/kit.ts";
import { type BoltFile, PAGE_HEADER_BYTES, readAt, readMeta } from "./bolt_meta.ts";

const BRANCH = 0x01;
const ELEMENT_BYTES = 16;
/** The names at the top are a few hundred: more than this is no such file. */
const MAX_PAGES = 10_000;
const MAX_PAGE_BYTES = 2 ** 26;

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
    if (meta === undefined) throw new Error("it has no valid meta page");
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
