/** Writes a JSON array one element at a time. */
export interface ArrayWriter {
  /** Writes one element, given as its text, see {@linkcode formatElement}. */
  add(text: string): Promise<void>;
  /** Closes the array. */
  end(): Promise<void>;
}

/** The text of one element. */
export function formatElement(element: unknown, { indent }: { indent: number }): string {
  return JSON.stringify(element, undefined, indent);
}

/**
 * Writes a JSON array so that its text is what `JSON.stringify` would give for the whole array, with a line end after
 * it. Holds the text of one element at a time.
 */
export function createArrayWriter(write: (text: string) => Promise<void>, { indent }: { indent: number }): ArrayWriter {
  const lineStart = indent === 0 ? "" : `\n${" ".repeat(indent)}`;
  let isEmpty = true;
  return {
    async add(text) {
      // Within JSON text a line feed is always layout: in strings it is escaped.
      await write(`${isEmpty ? "[" : ","}${lineStart}${text.replaceAll("\n", lineStart)}`);
      isEmpty = false;
    },
    async end() {
      await write(isEmpty ? "[]\n" : `${indent === 0 ? "" : "\n"}]\n`);
    },
  };
}
