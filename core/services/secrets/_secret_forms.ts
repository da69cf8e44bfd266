/** A part of a Base64 text that is shorter could stand in any text. */
const MIN_BASE64_PART = 6;
const JSON_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "/": "\\/",
  "\\": "\\\\",
};

/**
 * The forms in which a secret may stand in a text, as sources of regular expressions: as it is, URL-encoded,
 * JSON-escaped, and in Base64, there also as a part of something longer (`user:password`).
 */
export function listSecretForms(secret: string): string[] {
  const characters = [...secret];
  const forms = [
    toPattern(secret),
    characters.map(toUrlForm).join(""),
    characters.map(toJsonForm).join(""),
    ...listBase64Forms(Buffer.from(secret)).map(toPattern),
  ];
  return [...new Set(forms)];
}

/** Matches one character as one of the many URL encoders may write it. */
function toUrlForm(character: string): string {
  if (/[a-z\d]/i.test(character)) return character;
  const encoded = [...Buffer.from(character)].map((byte) => `%${toHexPattern(byte, 2)}`).join("");
  if (character === "%") return encoded;
  return `(?:${encoded}|${toPattern(character)}${character === " " ? "|\\+" : ""})`;
}

/** Matches one character as one of the many JSON encoders may write it. */
function toJsonForm(character: string): string {
  if (/[a-z\d]/i.test(character)) return character;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const forms = [units.map((unit) => `\\\\u${toHexPattern(unit, 4)}`).join("")];
  const short = JSON_ESCAPES[character];
  if (short !== undefined) forms.push(toPattern(short));
  if (character !== "\\" && character !== '"') forms.push(toPattern(character));
  return `(?:${forms.join("|")})`;
}

function listBase64Forms(bytes: Buffer): string[] {
  const whole = bytes.toString("base64");
  const forms = [whole, whole.replace(/=+$/, "")];
  for (const offset of [0, 1, 2]) {
    // The characters at both ends hold bits of what stands before and after.
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    const part = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .slice(start, end);
    if (part.length >= MIN_BASE64_PART) forms.push(part);
  }
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

function toHexPattern(value: number, digits: number): string {
  const hex = value.toString(16).padStart(digits, "0");
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function toPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
