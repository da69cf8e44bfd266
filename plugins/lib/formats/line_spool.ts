import { type Place, ScratchFile } from "./scratch_file.ts";

/** How much of a stream waits in memory. */
const MAX_CHARACTERS = 32 * 1024;

interface Stream {
  readonly places: Place[];
  waiting: string[];
  characters: number;
}

/**
 * Sorts lines into numbered streams that lie in one scratch file, to be read one by one. Memory holds 32 KB of each stream.
 * Lines have no line feed in them.
 */
export class LineSpool {
  readonly #file: ScratchFile;
  readonly #streams: readonly Stream[];

  constructor(path: string, { streams }: { readonly streams: number }) {
    this.#file = new ScratchFile(path);
    this.#streams = Array.from({ length: streams }, () => ({ places: [], waiting: [], characters: 0 }));
  }

  /** @throws {ScanError} FILE_WRITE */
  async add(stream: number, line: string): Promise<void> {
    const wanted = this.#find(stream);
    wanted.waiting.push(line);
    wanted.characters += line.length;
    if (wanted.characters < MAX_CHARACTERS) return;
    wanted.places.push(await this.#file.append(wanted.waiting.join("\n")));
    wanted.waiting = [];
    wanted.characters = 0;
  }

  /** The lines of a stream in the order in which they came, some hundreds at a time. */
  async *lines(stream: number): AsyncGenerator<readonly string[]> {
    const { places, waiting } = this.#find(stream);
    for (const place of places) yield (await this.#file.read(place)).split("\n");
    if (waiting.length > 0) yield waiting;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #find(stream: number): Stream {
    const found = this.#streams[stream];
    if (found === undefined) throw new RangeError(`There is no stream ${stream}`);
    return found;
  }
}
