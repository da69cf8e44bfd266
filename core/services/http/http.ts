import type { RequestInit, Response } from "undici";

/** Settings of a connection to a host. Requests with equal settings share their connections and their queue. */
export interface ConnectionSettings {
  /** Certificates in PEM: only what they vouch for is accepted. @default What Node trusts */
  readonly ca?: string | undefined;
  /** Accept any certificate. @default {false} */
  readonly insecure?: boolean | undefined;
  /** How many requests one host gets at a time; the others wait. @default That of the run: 8 */
  readonly perHost?: number | undefined;
}

/** A request, as `fetch` takes it, with a time limit and with settings for its connection. */
export interface HttpInit extends RequestInit {
  /** From the call to the last byte of the body, in milliseconds, retries included. @default {60_000} */
  readonly timeoutMs?: number;
  readonly connection?: ConnectionSettings;
}

/**
 * `fetch` with a queue for each host, proxies and retries. Answers of any status are returned, not thrown. A request
 * holds its place in the host's queue until its body is read or cancelled: do one of the two.
 *
 * Repeated are, after growing pauses or as `Retry-After` says: GET, HEAD, OPTIONS, PUT and DELETE after 429, 502, 503,
 * 504 and broken connections; other methods only after a 429 or 503 with `Retry-After`. Streams as bodies are sent once.
 * When the tries or the time are used up, the last answer is returned.
 *
 * @throws {TypeError} when the address is not http or https, or holds user info
 * @throws {ScanError} HTTP_FAILED when there is no answer, also while the body is read
 * @throws {ScanError} ABORTED when the run ends
 */
export type Http = (url: string | URL, init?: HttpInit) => Promise<Response>;
