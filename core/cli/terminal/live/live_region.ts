import { widthOf } from "../text/text_width.ts";

/** A terminal's size. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The size of the terminal that stderr is. */
export function screenSize(): ScreenSize {
  const { columns = 80, rows = 24 } = process.stderr;
  // Some terminals say 0 before they know.
  return { columns: Math.max(columns || 80, 20), rows: Math.max(rows || 24, 4) };
}

/**
 * The last rows of a terminal, drawn again and again, with lines that stay above them. The cursor rests below the rows and
 * is never hidden, and no mode is set: whatever ends the process, there is nothing to restore.
 */
export class LiveRegion {
  readonly #write: (text: string) => void;
  readonly #size: () => ScreenSize;
  #rows: readonly string[] = [];

  constructor(write: (text: string) => void, size: () => ScreenSize) {
    this.#write = write;
    this.#size = size;
  }

  /** Writes lines above, and the rows anew. */
  draw(lines: readonly string[], rows: readonly string[]): void {
    const isSame = rows.length === this.#rows.length && rows.every((row, index) => row === this.#rows[index]);
    if (isSame && lines.length === 0) return;
    // In one piece, so that nobody sees it half done.
    this.#write(`${this.#erase()}${[...lines, ...rows].map((row) => `${row}\n`).join("")}`);
    this.#rows = rows;
  }

  /** Somebody else has written below the rows: they stay where they are, and the next ones are drawn under that. */
  leave(): void {
    this.#rows = [];
  }

  /** Goes to the first of the rows and erases all from there. A terminal that has become narrower has broken them. */
  #erase(): string {
    const { columns } = this.#size();
    const height = this.#rows.reduce((sum, row) => sum + Math.max(1, Math.ceil(widthOf(row) / columns)), 0);
    return height === 0 ? "" : `\r\u001b[${height}A\u001b[J`;
  }
}
