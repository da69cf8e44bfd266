/** Writes a JSON array one element at a time. */
export interface ArrayWriter {
  /** Writes one element. */
  add(element: unknown): Promise<void>;
  /** Closes the array. */
  end(): Promise<void>;
}

/**
 * Writes a JSON array so that its text is what `JSON.stringify` would give for the whole array, with a line end after
 * it. Holds the text of one element at a time.
 */
export function createArrayWriter(write: (text: string) => Promise<void>, { indent }: { indent: number }): ArrayWriter {
  const lineStart = indent === 0 ? "" : `\n${" ".repeat(indent)}`;
  let isEmpty = true;
  return {
    async add(element) {
      // Within JSON text a line feed is always layout: in strings it is escaped.
      const text = JSON.stringify(element, undefined, indent).replaceAll("\n", lineStart);
      await write(`${isEmpty ? "[" : ","}${lineStart}${text}`);
      isEmpty = false;
    },
    async end() {
      await write(isEmpty ? "[]\n" : `${indent === 0 ? "" : "\n"}]\n`);
    },
  };
}
