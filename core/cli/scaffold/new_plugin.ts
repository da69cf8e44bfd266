import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { coreError } from "../../errors/mod.ts";
import { guardWrite } from "../../services/files/file_error.ts";
import { buildFiles, loadOwnManifest } from "./build_files.ts";
import type { PluginNames } from "./names.ts";
import { makeShims } from "./shims.ts";

/** What was written. */
export interface NewPlugin {
  /** The files' paths in the folder. */
  readonly files: readonly string[];
  /** The packages that `node_modules` has shims for. */
  readonly shims: readonly string[];
}

/**
 * Writes the project of a new plugin into a folder, which is made where there is none. No file is overwritten.
 *
 * @throws {ScanError} FILE_EXISTS, before anything is written
 * @throws {ScanError} FILE_WRITE
 */
export async function writeNewPlugin(folder: string, names: PluginNames): Promise<NewPlugin> {
  const files = buildFiles(names, await loadOwnManifest());
  for (const name of Object.keys(files)) {
    const path = join(folder, name);
    if (await stat(path).catch(() => undefined)) throw coreError("FILE_EXISTS", { path });
  }
  const shims = await makeShims(folder);
  for (const [name, content] of Object.entries({ ...files, ...shims.files })) await write(join(folder, name), content);
  return { files: Object.keys(files), shims: shims.names };
}

async function write(path: string, content: string): Promise<void> {
  await guardWrite(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: "wx" });
  });
}
