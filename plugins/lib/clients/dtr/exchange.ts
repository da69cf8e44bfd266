import { setTimeout as delay } from "node:timers/promises";
import { findRoot, type Http, type HttpInit, readLimited } from "../../../../core/kit.ts";

/** How often a request is made at most whose answer breaks off, or says that DTR is in trouble. */
const MAX_TRIES = 4;
const MIN_DELAY_MS = 250;
/** More than any page of DTR has. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A request to DTR. */
export interface DtrRequest {
  /** What it is for, as errors say it: `list the tags of "team/app"`. */
  readonly doing: string;
  readonly method: "GET" | "POST";
  readonly url: URL;
}

/** An answer, whole. */
export interface DtrAnswer {
  readonly status: number;
  readonly headers: Readonly<Pick<Headers, "get">>;
  readonly text: string;
  /** Set where there was too much of it to be read: `text` is empty then. */
  readonly isTooLong?: true;
}

/** What requests are made with. */
export interface ExchangeOptions extends Pick<HttpInit, "timeoutMs" | "connection"> {
  readonly http: Http;
  readonly signal: AbortSignal;
  readonly authorization: string | undefined;
}

/**
 * Makes a request and reads the answer. Redirects are not followed: the login is for this host alone. On top of what
 * the HTTP service repeats, a GET comes again when the connection breaks in the middle of the answer, and after a 500.
 */
export async function exchange({ method, url }: DtrRequest, options: ExchangeOptions): Promise<DtrAnswer> {
  const { http, authorization, ...init } = options;
  const headers = {
    accept: "application/json",
    ...(authorization !== undefined && { authorization }),
    ...(method === "POST" && { "content-type": "application/json" }),
  };
  const maxTries = method === "GET" ? MAX_TRIES : 1;
  for (let tries = 1; ; tries += 1) {
    const response = await http(url, { ...init, method, headers, redirect: "manual" });
    try {
      const body = await readLimited(response, MAX_BYTES);
      const { status } = response;
      if (body === undefined) return { status, headers: response.headers, text: "", isTooLong: true };
      const text = body.toString("utf8");
      if (status !== 500 || tries >= maxTries) return { status, headers: response.headers, text };
    } catch (error) {
      if (options.signal.aborted || tries >= maxTries || isTimeout(error)) throw error;
    }
    await delay(MIN_DELAY_MS * 2 ** (tries - 1), undefined, { signal: options.signal });
  }
}

/** Whether a request took too long. */
export function isTimeout(error: unknown): boolean {
  const root = findRoot(error);
  return root instanceof Error && root.name === "TimeoutError";
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether a Harbor answers at an address. Asked without a login, after an answer that no DTR would give; when in doubt
 * it is none.
 */
export async function isHarbor(url: string, options: Omit<ExchangeOptions, "authorization">): Promise<boolean> {
  const request = { doing: "look for a Harbor", method: "GET", url: new URL(`${url}/api/v2.0/ping`) } as const;
  try {
    const { status, text } = await exchange(request, { ...options, authorization: undefined });
    return status === 200 && text.trim().toLowerCase() === "pong";
  } catch {
    return false;
  }
}
