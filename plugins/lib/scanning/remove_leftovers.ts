import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** What is not removed. */
export interface RemoveLeftoversOptions {
  /** The paths of contents that the index names. */
  readonly kept: ReadonlySet<string>;
  /** What was written later may be some writer's that is at work, in milliseconds since 1970. */
  readonly before: number;
}

/** How the library names the folders of contents, and of those that are being written. */
const FOLDERS = /^(?:content-v\d+|tmp)$/;

/** Removes the files in a store that nothing points to: writers that were killed leave them behind. */
export async function removeLeftovers(folder: string, { kept, before }: RemoveLeftoversOptions): Promise<void> {
  for (const name of (await readdir(folder)).filter((entry) => FOLDERS.test(entry))) {
    const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || kept.has(path)) continue;
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs < before) await rm(path, { force: true });
    }
  }
}
