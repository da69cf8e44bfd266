import type { BodyInit, Response } from "undici";
import { isOutOfStep, isTransient } from "./_http_failure.ts";

/** From 520 on they are those of proxies that do not reach the server behind them. */
const RETRY_STATUSES: ReadonlySet<number> = new Set([
  408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529, 530,
]);
/** With these and a Retry-After, the server says that it did not even begin: also a POST may come again. */
const REFUSED_STATUSES: ReadonlySet<number> = new Set([429, 503]);
const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** One try of a request. */
export type Attempt = { readonly response: Response } | { readonly error: unknown };

/** What the waiting time is made from. */
export interface RetryDelayOptions {
  readonly method: string;
  /** How many tries there were, from 1. */
  readonly tries: number;
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

/** How long to wait before the next try, in milliseconds; undefined if there should be none. */
export function findRetryDelay(attempt: Attempt, options: RetryDelayOptions): number | undefined {
  const { minDelayMs, maxDelayMs, tries } = options;
  const isIdempotent = IDEMPOTENT.has(options.method);
  // Uneven steps, so that those who were turned away together do not come back together.
  const unevenness = Math.random();
  const backoffMs = Math.min(minDelayMs * 2 ** (tries - 1), maxDelayMs) * (0.5 + unevenness / 2);
  if ("error" in attempt) {
    // A body that a server sends although a HEAD wants none is in the way of what comes next on that connection.
    const mayPass = isTransient(attempt.error) || isOutOfStep(attempt.error);
    return isIdempotent && mayPass ? backoffMs : undefined;
  }

  const { status, headers } = attempt.response;
  const toldMs = parseRetryAfter(headers.get("retry-after"));
  const mayRetry = isIdempotent ? RETRY_STATUSES.has(status) : toldMs !== undefined && REFUSED_STATUSES.has(status);
  if (!mayRetry) return undefined;
  if (toldMs === undefined) return backoffMs;
  // To come back before the server wants us to would only make it angrier.
  return toldMs > maxDelayMs ? undefined : toldMs + unevenness * minDelayMs;
}

/** Retry-After is a number of seconds or a date; returns milliseconds from now. */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Whether a body can be sent a second time; streams cannot. */
export function isRepeatable(body: BodyInit | null | undefined): boolean {
  if (body === null || body === undefined || typeof body === "string") return true;
  return ArrayBuffer.isView(body) || body instanceof ArrayBuffer || body instanceof URLSearchParams;
}
