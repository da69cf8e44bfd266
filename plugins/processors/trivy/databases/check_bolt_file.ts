import { openFile } from "../../../../core/kit.ts";
import { type BoltFile, type Meta, PAGE_HEADER_BYTES, readAt, readMeta } from "./bolt_meta.ts";

const BRANCH_OR_LEAF = 0x03;
const NO_META = "it has no valid meta page";

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
