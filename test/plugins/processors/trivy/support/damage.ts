import { readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What can happen to a file. */
export const DAMAGES = {
  truncate: (path: string) => stat(path).then(({ size }) => truncate(path, Math.floor(size / 2))),
  zero: (path: string) => truncate(path, 0),
  delete: (path: string) => rm(path),
  overwrite: async (path: string) => {
    const content = await readFile(path);
    content.fill(0x5a, Math.floor(content.length * 0.3), Math.ceil(content.length * 0.7));
    await writeFile(path, content);
  },
} as const satisfies Record<string, (path: string) => Promise<void>>;

/** One way to damage a file. */
export type Damage = keyof typeof DAMAGES;

/** The files that a scan works with, as they lie in a cache folder. */
export const CACHE_FILES = ["db/trivy.db", "db/metadata.json", "java-db/trivy-java.db", "fanal/fanal.db"] as const;

/** One of them. */
export type CacheFile = (typeof CACHE_FILES)[number];

/** Damages a file wherever it lies under a folder: in the live one and in the copies for scans at the same time. */
export async function damageAll(folder: string, what: { file: string; damage: Damage }): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const hit = entries.filter((entry) => entry === what.file || entry.endsWith(`/${what.file}`));
  // One of them may be a link to another.
  for (const entry of hit) await DAMAGES[what.damage](join(folder, entry)).catch(() => {});
  return hit.length;
}
