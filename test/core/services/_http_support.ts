import type { RequestListener, ServerResponse } from "node:http";
import { type CreateHttpOptions, createHttp, type HttpService } from "#core/services/mod.ts";
import { startServer, type TestServer } from "./_server.ts";

/** Options that let retries come soon. */
export const QUICK = { minDelayMs: 1, maxDelayMs: 20, env: {} } satisfies CreateHttpOptions;

/** What a test of requests gets. */
export type HttpTools = Omit<TestServer, "close"> & HttpService;

/** Runs a test with a server and a client of its own. */
export async function withHttp(
  handle: Parameters<typeof startServer>[0],
  work: (tools: HttpTools) => Promise<void>,
  options: CreateHttpOptions = {},
): Promise<void> {
  const server = await startServer(handle);
  const client = createHttp({ ...QUICK, ...options });
  try {
    await work({ ...server, ...client });
  } finally {
    await client.close();
    server.close();
  }
}

/** Answers with `ok`. */
export const ok: RequestListener = (_request, response) => void response.end("ok");

/** Answers with a status, and its number in the body. */
export function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end(`status ${status}`);
}
