import { createSpool } from "../spool.ts";

/** So much is in memory before it goes to the disk. */
const PIECE = 65_536;

/** Lines of JSON that wait on the disk until the whole run is known. */
export class Lines {
  readonly #spool;
  #waiting = "";
  #pieces = 0;
  #length = 0;

  /** Makes a private file beside the report at this path, with the first lines. */
  constructor(path: string) {
    this.#spool = createSpool(path);
  }

  /** How many characters all lines have together. */
  get length(): number {
    return this.#length;
  }

  /** Adds a value. Safe in a `<script>`: no `<` is left in it. */
  async add(value: readonly unknown[]): Promise<void> {
    const line = toLine(value);
    this.#length += line.length;
    this.#waiting += line;
    if (this.#waiting.length >= PIECE) await this.#flush();
  }

  /** All lines, in pieces of many; once. */
  async *take(): AsyncGenerator<string> {
    await this.#flush();
    for (const key of this.#spool.keys()) yield (await this.#spool.take(key)) ?? "";
  }

  close(): Promise<void> {
    return this.#spool.close();
  }

  async #flush(): Promise<void> {
    if (this.#waiting !== "") await this.#spool.put(this.#pieces++, this.#waiting);
    this.#waiting = "";
  }
}

/** An element of a JSON array of lines. */
export function toLine(value: readonly unknown[]): string {
  return `${JSON.stringify(value).replaceAll("<", "\\u003c")},\n`;
}
