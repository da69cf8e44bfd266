import { type Place, ScratchFile } from "./scratch_file.ts";

/** Holds texts on the disk until they are wanted. */
export interface Spool {
  put(key: number, text: string): Promise<void>;
  /** Takes a text out again; undefined where there is none of that key. */
  take(key: number): Promise<string | undefined>;
  /** The keys of all texts that are there, in ascending order. */
  keys(): readonly number[];
  close(): Promise<void>;
}

/**
 * Makes a spool in a scratch file beside another file. Memory holds two numbers for each text.
 *
 * @throws {ScanError} FILE_WRITE
 */
export function createSpool(path: string): Spool {
  const places = new Map<number, Place>();
  const file = new ScratchFile(path);
  return {
    async put(key, text) {
      places.set(key, await file.append(text));
    },
    async take(key) {
      const place = places.get(key);
      if (place === undefined) return undefined;
      places.delete(key);
      const text = await file.read(place);
      // Nothing waits any more.
      if (places.size === 0) await file.clear();
      return text;
    },
    keys: () => [...places.keys()].sort((a, b) => a - b),
    close: () => file.close(),
  };
}
