import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Answer } from "./answer.ts";

/** A request, as the registry remembers it. */
export interface RegistryRequest {
  readonly method: string;
  /** Without the query: `/v2/demo/app/manifests/1.0`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. Of `authorization` only the scheme is kept: `Basic`, `Bearer`, `unknown`. */
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** What goes wrong with one answer. */
export type Fault =
  /** Another answer. */
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** The right answer, this many milliseconds late. */
  | { readonly delayMs: number }
  /** The right answer, once a promise is fulfilled. */
  | { readonly until: Promise<unknown> }
  /** No answer at all; the connection stays open. */
  | { readonly hang: true }
  /** The right answer, but the connection ends after this many bytes of its body. */
  | { readonly cutAfterBytes: number };

/**
 * Looks at each request before it is answered; what it returns goes wrong. `authorization` is the header as sent,
 * so that a test can play a registry that wants a login.
 */
export type Intercept = (request: RegistryRequest, authorization: string | undefined) => Fault | undefined;

/** What is remembered of a request. */
export function toRegistryRequest(message: IncomingMessage): RegistryRequest {
  const { method = "GET", url = "/", headers } = message;
  const [path = "/", query = ""] = url.split("?", 2);
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers:
      headers.authorization === undefined ? headers : { ...headers, authorization: scheme(headers.authorization) },
  };
}

/** The first word of a credential in two words; a single word may be the secret itself. */
function scheme(authorization: string): string {
  return /^(\w+) ./.exec(authorization)?.[1] ?? "unknown";
}

/** The answer that a fault puts in place of the right one. */
export function faultAnswer(fault: Extract<Fault, { status: number }>): Answer {
  return { status: fault.status, headers: fault.headers ?? {}, body: Buffer.from(fault.body ?? "") };
}
