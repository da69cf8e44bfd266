import { createHash, type Hash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { coreError, toReason } from "../errors/mod.ts";

/** What the words of a call name. */
export interface NamedTargets {
  readonly pipelines: readonly string[];
  /** Image references, and lists: `-` for standard input, or the path of one. */
  readonly targets: readonly string[];
}

/** What tells an image from a pipeline's name: a tag, a path or a digest. */
const OF_IMAGE = /[:/@]/;

/** Sorts the words of a call into pipelines and images. A word that a pipeline has for its name is that pipeline. */
export function sortWords(words: readonly string[], names: readonly string[]): NamedTargets {
  const isTarget = (word: string) => !names.includes(word) && (word === "-" || OF_IMAGE.test(word));
  return { pipelines: words.filter((word) => !isTarget(word)), targets: words.filter(isTarget) };
}

/** A list that a call has made, for as long as the run takes. */
export interface DirectList {
  readonly file: string;
  /** What messages call it. */
  readonly name: string;
  /** SHA-256 of what is in it: a call with the same images in the same order has the same. */
  readonly checksum: string;
  remove(): Promise<void>;
}

/**
 * Writes the images of a call into a list of its own, which its user alone can read. Standard input and paths are lists
 * themselves, with their settings and comments; a pipe that is named on purpose (`<(...)`) is read to its end.
 *
 * @throws {ScanError} USAGE where a path cannot be read
 */
export async function writeDirectList(targets: readonly string[], stdin: Readable): Promise<DirectList> {
  const folder = await mkdtemp(join(tmpdir(), "hullscan-list-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = join(folder, "images.txt");
  try {
    const out = createWriteStream(file, { flags: "wx", mode: 0o600 });
    const hash = createHash("sha256");
    await pipeline(readTargets(targets, stdin), (chunks) => hashing(chunks, hash), out);
    const name = targets.length === 1 && targets[0] === "-" ? "stdin" : "command line";
    return { file, name, checksum: hash.digest("hex"), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function* hashing(chunks: AsyncIterable<string | Buffer>, hash: Hash): AsyncGenerator<string | Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* readTargets(targets: readonly string[], stdin: Readable): AsyncGenerator<string | Buffer> {
  for (const target of targets) {
    if (target === "-") yield* stdin;
    else if (/^\.{0,2}\//.test(target)) yield await loadList(target);
    else yield target;
    yield "\n";
  }
}

async function loadList(path: string): Promise<Buffer> {
  try {
    const stats = await stat(path);
    if (!stats.isFile() && !stats.isFIFO()) throw new Error("it is neither a file nor a pipe");
    return await readFile(resolve(path));
  } catch (cause) {
    const reason = toReason(cause).split(", ", 1)[0];
    throw coreError("USAGE", { reason: `Cannot read the list "${path}": ${reason}` }, { cause });
  }
}
