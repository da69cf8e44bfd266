import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { coreError, errorCode, toReason } from "../../../../core/kit.ts";
import { isScanError } from "../../../../core/mod.ts";
import { loadAsset } from "./assets.ts";
import { buildCookie, checkRequest, type Gate } from "./check_request.ts";
import { buildPage } from "./page.ts";

/** Answers a question of the page with what becomes JSON; undefined where there is no such question. */
export type Answer = (name: string, words: URLSearchParams, signal: AbortSignal) => Promise<unknown> | undefined;

/** A page that is served. */
export interface ServedUi {
  /** Where it is, with the token. */
  readonly address: string;
  close(): Promise<void>;
}

const HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

const TEXT = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

/** How the page is served. */
export interface ServeOptions {
  /** The port to listen on; 0 for a free one. */
  readonly port: number;
  /** What the page calls the history. */
  readonly history: string;
  /** Takes secrets out of what goes wrong. */
  mask(text: string): string;
}

/**
 * Serves the page on loopback to whoever has its token, until it is closed.
 *
 * @throws {ScanError} USAGE where the port is taken
 */
export async function serveUi(answer: Answer, { port, history, mask }: ServeOptions): Promise<ServedUi> {
  const token = randomBytes(32).toString("base64url");
  const page = buildPage(history);
  let gate: Gate = { port, token };
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (errorCode(error) !== "EADDRINUSE" && errorCode(error) !== "EACCES") throw error;
    const why = errorCode(error) === "EACCES" ? "may not be used" : "is taken";
    throw coreError("USAGE", { reason: `The port ${port} ${why}: name another one, or none for a free one` });
  }
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new TypeError("The server has no port");
  gate = { port: bound.port, token };

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    function send(status: number, type: string, body: string | Buffer, more: Readonly<Record<string, string>> = {}) {
      response.writeHead(status, { ...HEADERS, ...more, "content-type": type });
      response.end(request.method === "HEAD" ? undefined : body);
    }
    const entry = checkRequest(request, gate);
    if ("status" in entry) {
      return send(entry.status, TEXT, `${entry.text}\n`, entry.status === 405 ? { allow: "GET, HEAD" } : {});
    }
    const { pathname, searchParams } = entry.url;
    if (pathname === "/") {
      const cookie = entry.hasToken ? { "set-cookie": buildCookie(gate) } : undefined;
      return send(200, "text/html; charset=utf-8", page, cookie);
    }
    const asset = await loadAsset(pathname);
    if (asset !== undefined) return send(200, asset.type, asset.body);
    const [, name] = /^\/api\/([a-z]+)$/.exec(pathname) ?? [];
    const left = new AbortController();
    response.on("close", () => left.abort());
    const answering = name === undefined ? undefined : answer(name, searchParams, left.signal);
    if (answering === undefined) return send(404, TEXT, "There is nothing here\n");
    try {
      send(200, JSON_TYPE, JSON.stringify(await answering));
    } catch (error) {
      const code = isScanError(error) ? error.code : "UNEXPECTED";
      // That of a wrong call is about the command line.
      const hint = isScanError(error) && code !== "USAGE" ? error.hint : undefined;
      const problem = { code, message: mask(toReason(error)), ...(hint && { hint: mask(hint) }) };
      send(code === "USAGE" ? 400 : 500, JSON_TYPE, JSON.stringify({ error: problem }));
    }
  }

  return {
    address: `http://127.0.0.1:${gate.port}/?token=${token}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
