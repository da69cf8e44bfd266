/** Writes a JSON array one element at a time. */
export interface ArrayWriter {
  /** Writes one element, given as its text, see {@linkcode formatElement}. */
  add(text: string): Promise<void>;
  /** Closes the array. */
  end(): Promise<void>;
}

/** The text of one element, as it stands in the array after another: comma, line end, indentation. */
export function formatElement(element: unknown, { indent }: { indent: number }): string {
  // The second of an array is at its depth already: to indent a text of megabytes afterwards, or to add to it, is slow.
  const text = JSON.stringify([0, element], undefined, indent);
  return indent === 0 ? text.slice(2, -1) : text.slice(indent + 3, -2);
}

/**
 * Writes a JSON array so that its text is what `JSON.stringify` would give for the whole array, with a line end after
 * it. Holds the text of one element at a time.
 */
export function createArrayWriter(write: (text: string) => Promise<void>, { indent }: { indent: number }): ArrayWriter {
  let isEmpty = true;
  return {
    async add(text) {
      await write(isEmpty ? `[${text.slice(1)}` : text);
      isEmpty = false;
    },
    async end() {
      await write(isEmpty ? "[]\n" : `${indent === 0 ? "" : "\n"}]\n`);
    },
  };
}
