import type { RequestInit, Response } from "undici";

/** A request, as `fetch` takes it, with two limits more. */
export interface HttpInit extends RequestInit {
  /** From the call to the last byte of the body, in milliseconds, retries included. @default {60_000} */
  readonly timeoutMs?: number;
}

/**
 * `fetch` with a queue for each host and retries. Answers of any status are returned, not thrown.
 *
 * @throws {ScanError} HTTP_FAILED when there is no answer
 */
export type Http = (url: string | URL, init?: HttpInit) => Promise<Response>;
