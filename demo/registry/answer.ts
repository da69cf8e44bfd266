/** What the registry answers, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The error codes of the distribution spec that this registry answers with, each with its status. */
const ERRORS = {
  BLOB_UNKNOWN: { status: 404, message: "blob unknown to registry" },
  MANIFEST_UNKNOWN: { status: 404, message: "manifest unknown to registry" },
  NAME_UNKNOWN: { status: 404, message: "repository name not known to registry" },
  NOT_FOUND: { status: 404, message: "no such endpoint" },
  PAGINATION_NUMBER_INVALID: { status: 400, message: "invalid number of results requested" },
  UNSUPPORTED: { status: 405, message: "this registry is read-only" },
} as const satisfies Record<string, { status: number; message: string }>;

/** An answer with bytes of a type. */
export function bytesAnswer(contentType: string, body: Uint8Array, headers: Record<string, string> = {}): Answer {
  return { status: 200, headers: { "content-type": contentType, ...headers }, body };
}

/** An answer with a JSON value. */
export function jsonAnswer(value: unknown, headers: Record<string, string> = {}): Answer {
  return bytesAnswer("application/json", Buffer.from(JSON.stringify(value)), headers);
}

/** An error in the form of the distribution spec; `detail` says what was asked for. */
export function errorAnswer(code: keyof typeof ERRORS, detail: unknown): Answer {
  const { status, message } = ERRORS[code];
  return { ...jsonAnswer({ errors: [{ code, message, detail }] }), status };
}
