import { stat } from "node:fs/promises";
import { basename, extname, isAbsolute, resolve } from "node:path";
import { coreError } from "../errors/mod.ts";
import { errorCode, toFileReason } from "../services/files/file_error.ts";
import { FileRefusal, isOwn, openFile } from "../services/files/open_file.ts";
import { showPath } from "../services/files/show_path.ts";
import { isRecord } from "../services/values.ts";
import type { ConfigSource } from "./positions/config_source.ts";

/**
 * What a file gives, or what was thrown. It is wrapped: cosmiconfig would follow a key `$import` to other files, and
 * cannot do with what is no error.
 */
export type Loaded = ({ readonly config: unknown } | { readonly failure: unknown }) & {
  /** The text of a file that is data, not code. */
  readonly source?: ConfigSource;
};

/** Where a config stands in a package.json. */
export const PACKAGE_KEY = "scan";

const MAX_BYTES = 16_777_216;
/** What cosmiconfig reads in the current folder for settings of its own. */
const FINDER_PLACES = [
  "package.json",
  "package.yaml",
  ...["json", "yaml", "yml", "js", "ts", "cjs", "mjs"].map((extension) => `.config/config.${extension}`),
];

const OTHERS_WRITE = 0o002;

/**
 * Checks that what will be looked at can be read: a pipe would be waited for, out of the reach of signals, and a config
 * that may not be read would be passed over. In a folder where everybody may write, like /tmp, what another user has put
 * there is not looked at: a config is code.
 *
 * @throws {ScanError} CONFIG_LOAD
 */
export async function checkPlaces(places: readonly string[], cwd: string): Promise<void> {
  const { mode } = await stat(cwd).catch(() => ({ mode: 0 }));
  const isOpen = (mode & OTHERS_WRITE) !== 0;
  for (const place of places) await checkPlace(resolve(cwd, place), { cwd, isOpen: isOpen && !isAbsolute(place) });
  for (const path of FINDER_PLACES.map((place) => resolve(place))) {
    const there = await stat(path).catch(() => undefined);
    // Where the config is named, only code matters among them.
    const mayHarm = isOpen && (!places.some(isAbsolute) || /\.[cm]?[jt]s$/.test(path));
    if (there && !there.isDirectory() && (mayHarm || !there.isFile())) await checkPlace(path, { cwd, isOpen: mayHarm });
  }
}

interface CheckPlaceOptions {
  readonly cwd: string;
  /** Whether everybody may have put it there. */
  readonly isOpen: boolean;
}

async function checkPlace(path: string, { cwd, isOpen }: CheckPlaceOptions): Promise<void> {
  try {
    const handle = await openFile(path);
    const { size, uid } = await handle.stat().finally(() => handle.close());
    if (size > MAX_BYTES) throw new FileRefusal("TOO_LARGE", "it is larger than 16 MiB");
    if (isOpen && uid !== 0 && !isOwn(uid)) {
      const where = `it belongs to another user (uid ${uid}), in a folder where everybody may write`;
      throw new FileRefusal("FOREIGN_FILE", `${where}; name it by --config if you trust it`);
    }
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(cause) ?? "")) return;
    throw coreError("CONFIG_LOAD", { path: showPath(path, cwd), reason: toFileReason(cause) }, { cause });
  }
}

/** Makes a loader for cosmiconfig of what reads a file's content; of data, that content is kept for messages. */
export function toLoader(load: (path: string, content: string) => unknown, format?: ConfigSource["format"]) {
  return async (path: string, content: string) => {
    const isPackage = basename(path, extname(path)) === "package";
    const within = isPackage ? [PACKAGE_KEY] : [];
    const source = format && { path, text: content, format, within };
    const loaded = await loadWrapped(load, { path, content, isPackage });
    const all = loaded && { ...loaded, ...(source && { source }) };
    return isPackage ? { [PACKAGE_KEY]: all } : all;
  };
}

interface LoadWrappedOptions {
  readonly path: string;
  readonly content: string;
  /** Whether the config is a key of it. */
  readonly isPackage: boolean;
}

async function loadWrapped(
  load: (path: string, content: string) => unknown,
  { path, content, isPackage }: LoadWrappedOptions,
): Promise<Loaded | undefined> {
  try {
    const all = await load(path, content);
    const config = isPackage ? (isRecord(all) ? all[PACKAGE_KEY] : undefined) : all;
    return config === undefined ? undefined : { config };
  } catch (failure) {
    return { failure };
  }
}
