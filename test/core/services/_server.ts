import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A server on loopback that remembers what it was asked. */
export interface TestServer {
  /** `http://127.0.0.1:12345` */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly body: string }[];
  readonly server: Server;
  close(): void;
}

/** Starts a server. The handler gets each request after its body was read, with its number from 1. */
export async function startServer(
  handle: (...args: [...Parameters<RequestListener>, number: number]) => void,
): Promise<TestServer> {
  const requests: { method: string; path: string; body: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await text(request);
    handle(request, response, requests.push({ method: request.method ?? "", path: request.url ?? "", body }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  function close(): void {
    server.close();
    server.closeAllConnections();
  }
  return { url: `http://127.0.0.1:${port}`, port, requests, server, close };
}
