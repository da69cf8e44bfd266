import { ReadableStream } from "node:stream/web";
import { setTimeout as delay } from "node:timers/promises";
import { fetch, type RequestInit, Response } from "undici";
import { createDispatchers } from "./_dispatcher.ts";
import { httpFailed, type RequestName } from "./_http_failure.ts";
import { limitRequest } from "./_request_limit.ts";
import { type Attempt, findRetryDelay, isRepeatable } from "./_retry_delay.ts";
import type { Http, HttpInit } from "./http.ts";

const TIMEOUT_MS = 60_000;

/** How a run makes HTTP requests. */
export interface CreateHttpOptions {
  /** How many requests one host gets at a time; the others wait. @default {8} */
  readonly perHost?: number;
  /** How often a request is repeated at most. @default {4} */
  readonly retries?: number;
  /** The first wait before a repetition, in milliseconds; it doubles each time. @default {500} */
  readonly minDelayMs?: number;
  /** The longest wait before a repetition, in milliseconds; none is made when the server asks for more. @default {30_000} */
  readonly maxDelayMs?: number;
  /** The run's signal: it ends all requests and lets none start. */
  readonly signal?: AbortSignal;
  /** Where the proxy variables are read. @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A run's HTTP requests. */
export interface HttpService {
  readonly http: Http;
  /** Ends all requests and closes all connections. Nothing starts afterwards. */
  close(): Promise<void>;
}

/**
 * Makes the {@linkcode Http} of one run.
 *
 * The retries are our own and not undici's interceptor: that cannot send a body again which came from `fetch`, and it
 * has one list of methods for all statuses.
 */
export function createHttp(options: CreateHttpOptions = {}): HttpService {
  const { perHost = 8, retries = 4, minDelayMs = 500, maxDelayMs = 30_000, signal, env = process.env } = options;
  const dispatchers = createDispatchers({ perHost, env });
  const closing = new AbortController();

  async function http(address: string | URL, init: HttpInit = {}): Promise<Response> {
    const { timeoutMs = TIMEOUT_MS, signal: ownSignal, connection, ...request } = init;
    const method = (init.method ?? "GET").toUpperCase();
    const { url, name } = parseAddress(address, method);
    const dispatcher = dispatchers.get(connection);
    const runSignals = [signal, closing.signal];
    const limit = limitRequest(name, { timeoutMs, runSignals, ownSignal: ownSignal ?? undefined });
    const toError = (cause: unknown) => (limit.signal.aborted ? limit.signal.reason : httpFailed(name, cause));
    const maxTries = isRepeatable(init.body) ? retries + 1 : 1;

    try {
      for (let tries = 1; ; tries += 1) {
        const attempt = await tryFetch(url, { dispatcher, ...request, method, signal: limit.signal });
        const waitMs =
          tries < maxTries ? findRetryDelay(attempt, { method, tries, minDelayMs, maxDelayMs }) : undefined;
        if (waitMs === undefined || waitMs > limit.leftMs()) {
          if ("error" in attempt) throw attempt.error;
          return watchBody(attempt.response, { onEnd: limit.release, toError });
        }
        if ("response" in attempt) await attempt.response.body?.cancel();
        await delay(waitMs, undefined, { signal: limit.signal });
      }
    } catch (cause) {
      limit.release();
      throw toError(cause);
    }
  }

  return {
    http,
    async close() {
      closing.abort(new Error("the run has ended"));
      await dispatchers.destroy();
    },
  };
}

async function tryFetch(url: URL, init: RequestInit): Promise<Attempt> {
  try {
    return { response: await fetch(url, init) };
  } catch (error) {
    return { error };
  }
}

function parseAddress(address: string | URL, method: string): { readonly url: URL; readonly name: RequestName } {
  const url = URL.canParse(String(address)) ? new URL(address) : undefined;
  // The address itself is not told: it may hold a password.
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new TypeError("Not an http or https address");
  if (url.username || url.password) throw new TypeError(`The address of ${url.host} holds a user name or password`);
  return { url, name: { method, url: url.origin + url.pathname } };
}

/** What is done with a body besides reading it. */
interface WatchBodyOptions {
  /** Called once when the body has been read to its end, was cancelled or has failed. */
  onEnd(): void;
  /** Makes the error that readers see out of the one that there was. */
  toError(cause: unknown): unknown;
}

/** The same response, with a body that reports its end and has readable errors. */
function watchBody(response: Response, { onEnd, toError }: WatchBodyOptions): Response {
  if (response.body === null) {
    onEnd();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          onEnd();
          controller.close();
        } catch (cause) {
          onEnd();
          controller.error(toError(cause));
        }
      },
      cancel(reason) {
        onEnd();
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead.
    { highWaterMark: 0 },
  );
  const { status, statusText, headers, url, redirected } = response;
  const watched = new Response(body, { status, statusText, headers });
  return Object.defineProperties(watched, { url: { value: url }, redirected: { value: redirected } });
}
