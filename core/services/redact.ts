import { findSecrets } from "./_secret_env.ts";
import { toSecretForms } from "./_secret_forms.ts";

const MIN_LENGTH = 4;
/** Up to the last `@` before the path, as URL parsers see it. */
const USER_INFO = /:\/\/[^\s/?#"<>`\\]+@/g;
const AUTHORIZATION =
  /(authorization[\\"'\]]{0,4}\s{0,4}[:=]\s{0,4}[\\"'[]{0,4}(?:basic|bearer|token)\s{1,4})[^\s"',\]\\]+/gi;

/** Masks secrets in what is shown, logged or reported. */
export interface Redactor {
  /** The text with `***` in place of each secret. */
  mask(text: string): string;
  /** Makes one more text a secret, unless it is shorter than four characters. */
  add(secret: string): void;
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
 * import { createRedactor } from "hullscan";
 *
 * const { mask } = createRedactor({ TRIVY_PASSWORD: "hunter2" });
 * if (mask("login with hunter2 failed") !== "login with *** failed") throw new Error("not masked");
 * ```
 */
export function createRedactor(env: Readonly<Record<string, string | undefined>>): Redactor {
  const forms = new Set<string>();
  let anyForm = /(?!)/;
  let eachForm: readonly RegExp[] = [];

  function add(...secrets: string[]): void {
    const parts = secrets.flatMap((secret) => [secret, ...secret.split(/[,\r\n]/).map((part) => part.trim())]);
    for (const part of parts) if (part.length >= MIN_LENGTH) for (const form of toSecretForms(part)) forms.add(form);
    if (forms.size === 0) return;
    anyForm = new RegExp([...forms].join("|"));
    eachForm = Array.from(forms, (form) => new RegExp(form, "g"));
  }

  function maskOnce(text: string): string {
    const masked = text.replace(USER_INFO, "://***@").replace(AUTHORIZATION, "$1***");
    return anyForm.test(masked) ? maskRanges(masked, eachForm) : masked;
  }

  add(...findSecrets(env));
  return {
    add,
    mask(text) {
      let masked = maskOnce(text);
      // What a mask leaves on its two sides may form a secret together. Each round makes the text shorter.
      for (let before = text; masked !== before; masked = maskOnce(masked)) before = masked;
      return masked;
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
