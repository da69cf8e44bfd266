import type { Fault } from "../registry/mod.ts";

/** A page for people in place of the API, as many proxies and wrong addresses give it. */
export const HTML_PAGE = {
  status: 200,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Hello</body></html>",
} as const satisfies Fault;

/** What DTR does with anonymous callers outside of its API. */
export const TO_LOGIN = { status: 302, headers: { location: "/login" } } as const satisfies Fault;

/** A proxy that cannot reach DTR. */
export const BAD_GATEWAY = {
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<html><body><h1>502 Bad Gateway</h1></body></html>",
} as const satisfies Fault;

/** DTR in trouble of its own. */
export const INTERNAL_ERROR = {
  status: 500,
  headers: { "content-type": "application/json" },
  body: '{"errors":[{"code":"INTERNAL_ERROR","message":"An internal server error occurred.","detail":{"requestID":"1"}}]}',
} as const satisfies Fault;

/** A proxy that lets only so many requests through. */
export function rateLimited(retryAfterSeconds: number): Fault {
  return { status: 429, headers: { "retry-after": String(retryAfterSeconds) }, body: "slow down" };
}
