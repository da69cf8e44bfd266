/** A long text of such characters, with digits and letters, is a token: no word, no path. */
const TOKEN = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_][\w.~+/=-]{31,}$/;
/** Where in a text a token may stand, URL-encoded or JSON-escaped, too. */
const RUN = /[\w.~+/=%\\-]{24,}/g;
const PREFIX_LENGTH = 24;
/** A registry of many repositories issues a token for each; they hold for minutes. */
const MAX_TOKENS = 5000;

/** Finds tokens by how they begin: there may be thousands, and what was cut off is still secret. */
export interface TokenPrefixes {
  /** Whether the text is such a token; if so, it is masked from now on. */
  add(text: string): boolean;
  /** The text with `***` in place of each token, or of the part of one that is there. */
  mask(text: string): string;
}

/** Makes the store of the tokens of one redactor. Of too many, the newest are kept. */
export function createTokenPrefixes(): TokenPrefixes {
  const prefixes = new Map<string, number>();
  const added: (readonly string[])[] = [];

  function forget(): void {
    for (const prefix of added.shift() ?? []) {
      const count = (prefixes.get(prefix) ?? 1) - 1;
      if (count === 0) prefixes.delete(prefix);
      else prefixes.set(prefix, count);
    }
  }
  function maskRun(run: string): string {
    for (let at = 0; at + PREFIX_LENGTH <= run.length; at += 1) {
      if (prefixes.has(run.slice(at, at + PREFIX_LENGTH))) return `${run.slice(0, at)}***`;
    }
    return run;
  }

  return {
    add(text) {
      if (!TOKEN.test(text)) return false;
      const own = listPrefixes(text);
      for (const prefix of own) prefixes.set(prefix, (prefixes.get(prefix) ?? 0) + 1);
      added.push(own);
      if (added.length > MAX_TOKENS) forget();
      return true;
    },
    mask: (text) => (prefixes.size === 0 || text.length < PREFIX_LENGTH ? text : text.replace(RUN, maskRun)),
  };
}

/** How a token begins: as it is, URL-encoded, JSON-escaped, and in Base64, there also behind something else. */
function listPrefixes(token: string): readonly string[] {
  const start = token.slice(0, PREFIX_LENGTH + 2);
  const url = encodeURIComponent(start);
  const forms = [start, url, url.replace(/%../g, (code) => code.toLowerCase()), start.replaceAll("/", "\\/")];
  for (const offset of [0, 1, 2]) {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(start)]);
    // The first characters hold bits of what stands before.
    const form = bytes.toString("base64").slice(Math.ceil((offset * 8) / 6));
    forms.push(form, form.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return [...new Set(forms.map((form) => form.slice(0, PREFIX_LENGTH)))];
}
