import { listSecretForms } from "./_secret_forms.ts";
import { createTokenPrefixes } from "./_token_prefixes.ts";
import { isSecretName } from "./secret_name.ts";

/** Values of switches. To mask these words wherever they stand would spoil every text. */
const ORDINARY = /^(true|false|none|null|undefined|auto|enabled?|disabled?|required|optional|always|never|default)$/i;

const MIN_LENGTH = 4;
/** Stands in names of things that have nothing to do with it. */
const WORD = /^\p{L}{1,15}$/u;
/** Up to the last `@` before the path, as URL parsers see it. */
const USER_INFO = /:\/\/[^\s/?#"<>`\\]+@/g;
const MAY_AUTHORIZE = /authorization/i;
const AUTHORIZATION =
  /(authorization[\\"'\]]{0,4}\s{0,4}[:=]\s{0,4}[\\"'[]{0,4}(?:basic|bearer|token)\s{1,4})[^\s"',\]\\]+/gi;

/** Masks secrets in what is shown, logged or reported. */
export interface Redactor {
  /** The text with `***` in place of each secret. */
  mask(text: string): string;
  /**
   * The same for what names something: an image, a file. A password that is a mere word stays in it (`postgres`), or
   * `postgres:16` would be another image.
   */
  maskName(name: string): string;
  /** Makes one more text a secret, unless it is shorter than four characters. */
  add(secret: string): void;
  /** Makes the secrets of an environment known as well: of one that has changed since. */
  addFrom(env: Readonly<Record<string, string | undefined>>): void;
}

/**
 * Makes a redactor for the secrets of an environment: the values of variables whose names say so (`..._PASSWORD`,
 * `..._TOKEN`, `API_KEY`), and the parts of such values that are lists or have several lines. They are masked also
 * where they stand URL-encoded, JSON-escaped or in Base64. The user info of URLs and the credentials of
 * `Authorization` headers are masked always.
 *
 * Values shorter than four characters, and those of switches (`true`, `none`), are not taken for secrets.
 *
 * @example
 * ```ts
 * import { createRedactor } from "hullscan/kit";
 *
 * const { mask } = createRedactor({ TRIVY_PASSWORD: "hunter2" });
 * if (mask("login with hunter2 failed") !== "login with *** failed") throw new Error("not masked");
 * ```
 */
export function createRedactor(env: Readonly<Record<string, string | undefined>>): Redactor {
  const everywhere = createFormSet();
  const inNames = createFormSet();
  const tokens = createTokenPrefixes();

  function add(...secrets: string[]): void {
    const parts = secrets.flatMap((secret) => [secret, ...secret.split(/[,\r\n]/).map((part) => part.trim())]);
    for (const part of new Set(parts)) {
      if (part.length < MIN_LENGTH || tokens.add(part)) continue;
      const forms = listSecretForms(part);
      everywhere.add(forms);
      if (!WORD.test(part)) inNames.add(forms);
    }
  }

  function maskAll(text: string, forms: FormSet): string {
    let masked = text;
    let before: string;
    do {
      before = masked;
      if (masked.includes("@")) masked = masked.replace(USER_INFO, "://***@");
      if (MAY_AUTHORIZE.test(masked)) masked = masked.replace(AUTHORIZATION, "$1***");
      masked = forms.mask(tokens.mask(masked));
      // What a mask leaves on its two sides may form a secret together. Each round makes the text shorter.
    } while (masked !== before);
    return masked;
  }

  const addFrom: Redactor["addFrom"] = (from) => add(...findSecrets(from));

  addFrom(env);
  return {
    add,
    addFrom,
    mask: (text) => maskAll(text, everywhere),
    maskName: (name) => maskAll(name, inNames),
  };
}

interface FormSet {
  add(forms: readonly string[]): void;
  mask(text: string): string;
}

/** Makes a set of patterns, compiled when they are needed: each addition would cost as much as all before. */
function createFormSet(): FormSet {
  const forms = new Set<string>();
  let compiled: { readonly any: RegExp; readonly each: readonly RegExp[] } | undefined;
  return {
    add(more) {
      for (const form of more) forms.add(form);
      compiled = undefined;
    },
    mask(text) {
      if (forms.size === 0 || text.length < MIN_LENGTH) return text;
      compiled ??= { any: new RegExp([...forms].join("|")), each: Array.from(forms, (form) => new RegExp(form, "g")) };
      return compiled.any.test(text) ? maskRanges(text, compiled.each) : text;
    },
  };
}

/** Masks all matches, overlapping ones as one. */
function maskRanges(text: string, patterns: readonly RegExp[]): string {
  const ranges: [start: number, end: number][] = [];
  for (const pattern of patterns) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      ranges.push([match.index, pattern.lastIndex]);
      pattern.lastIndex = match.index + 1;
    }
  }
  let masked = "";
  let done = 0;
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    if (start >= done) masked += `${text.slice(done, start)}***`;
    done = Math.max(done, end);
  }
  return masked + text.slice(done);
}

/** The values of those environment variables whose names say that they are secret. */
function findSecrets(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const isSecret = isSecretName(name) && !ORDINARY.test(value);
    return isSecret ? [value] : findPassword(value);
  });
}

/** The password in an address such as a proxy's or a database's. */
function findPassword(value: string): string[] {
  if (!value.includes("@") || !URL.canParse(value)) return [];
  const { password } = new URL(value);
  return password === "" ? [] : [decode(password)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
