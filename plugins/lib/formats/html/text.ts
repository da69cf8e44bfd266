/** What no reader should see as it is: control characters, halves of characters, and line ends that only scripts know. */
const UNREADABLE = /(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029]/gu;

/** Most texts have no others than these characters: that is found out faster than the others are looked for. */
const PLAIN = /^[\t\n -~]*$/;

/** Makes texts from strangers fit for a page, and counts those that it cuts. */
export class PageText {
  #cut = 0;

  /** How many texts were longer than their place. */
  get cut(): number {
    return this.#cut;
  }

  /** The text without control characters, at most so many characters long. */
  fit(text: string, max: number): string {
    if (text.length <= max) return cleanText(text);
    this.#cut += 1;
    return `${cleanText(text.slice(0, max))}…`;
  }

  /** The same for a text that need not be there. */
  fitIfAny(text: string | undefined, max: number): string | undefined {
    return text === undefined || text === "" ? undefined : this.fit(text, max);
  }
}

/** The text without what no reader should see as it is. */
export function cleanText(text: string): string {
  return PLAIN.test(text) ? text : text.replaceAll("\r\n", "\n").replace(UNREADABLE, "\uFFFD");
}

/** The address, where a click on it goes to a web page and nowhere else. */
export function toWebAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 2000 || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
