import { type Place, ScratchFile } from "./scratch_file.ts";

/** How much of a stream waits in memory. */
const MAX_BYTES = 32 * 1024;
const LINE_FEED = 10;
/** The most bytes that UTF-8 takes for a character of a text. */
const BYTES_PER_CHARACTER = 3;

interface Stream {
  readonly places: Place[];
  /** The lines that wait, each with a line feed behind it. */
  waiting: Buffer | undefined;
  bytes: number;
}

/**
 * Sorts lines into numbered streams that lie in one scratch file, to be read one by one. Memory holds 32 KB of each stream:
 * as bytes, since many texts that wait long would fill the heap with what is over. Lines have no line feed in them.
 */
export class LineSpool {
  readonly #file: ScratchFile;
  readonly #streams: readonly Stream[];

  constructor(path: string, { streams }: { readonly streams: number }) {
    this.#file = new ScratchFile(path);
    this.#streams = Array.from({ length: streams }, () => ({ places: [], waiting: undefined, bytes: 0 }));
  }

  /** @throws {ScanError} FILE_WRITE */
  async add(stream: number, line: string): Promise<void> {
    const wanted = this.#find(stream);
    const most = line.length * BYTES_PER_CHARACTER + 1;
    if (wanted.bytes + most > MAX_BYTES) await this.#flush(wanted);
    if (most > MAX_BYTES) {
      wanted.places.push(await this.#file.append(`${line}\n`));
      return;
    }
    wanted.waiting ??= Buffer.allocUnsafe(MAX_BYTES);
    wanted.bytes += wanted.waiting.write(line, wanted.bytes);
    wanted.bytes = wanted.waiting.writeUInt8(LINE_FEED, wanted.bytes);
  }

  /** The lines of a stream in the order in which they came, some hundreds at a time. */
  async *lines(stream: number): AsyncGenerator<readonly string[]> {
    const { places, waiting, bytes } = this.#find(stream);
    for (const place of places) yield toLines(await this.#file.read(place));
    if (bytes > 0) yield toLines(waiting?.toString("utf8", 0, bytes) ?? "");
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #flush(stream: Stream): Promise<void> {
    if (stream.waiting === undefined || stream.bytes === 0) return;
    stream.places.push(await this.#file.append(stream.waiting.subarray(0, stream.bytes)));
    stream.bytes = 0;
  }

  #find(stream: number): Stream {
    const found = this.#streams[stream];
    if (found === undefined) throw new RangeError(`There is no stream ${stream}`);
    return found;
  }
}

function toLines(text: string): readonly string[] {
  return text.slice(0, -1).split("\n");
}
