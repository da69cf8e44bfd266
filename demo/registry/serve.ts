import { once, setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Answer } from "./answer.ts";
import { deliver } from "./deliver.ts";
import { faultAnswer, type Intercept, type RegistryRequest, toRegistryRequest } from "./intercept.ts";

/** How a loopback server answers. */
export interface ServeOptions {
  /** The answer to a request, as a sound server gives it. `authorization` is the header as sent. */
  respond(request: RegistryRequest, authorization: string | undefined): Answer;
  /** What every answer has besides its own headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In PEM: answer over TLS. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** The port to listen on where it is free. @default Any */
  readonly port?: number | undefined;
}

/** A server on loopback, inside this process. */
export interface LoopbackServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** All requests so far, oldest first. Grows with each one. */
  readonly requests: readonly RegistryRequest[];
  /** The most requests so far that waited for their answers at one time. */
  maxInFlight(): number;
  /** Puts faults into answers from now on; `undefined` ends that. */
  setIntercept(intercept: Intercept | undefined): void;
  /** Stops listening and ends all connections, also those that still wait for an answer. */
  close(): Promise<void>;
}

/** Starts a server on loopback, on the wanted port or a free one. It fails only where {@linkcode LoopbackServer.setIntercept} says so. */
export async function serve({ respond, headers = {}, tls, port = 0 }: ServeOptions): Promise<LoopbackServer> {
  const requests: RegistryRequest[] = [];
  const closing = new AbortController();
  // Every answer that is delayed listens; Node warns from the eleventh on.
  setMaxListeners(0, closing.signal);
  let intercept: Intercept | undefined;
  let inFlight = 0;
  let maxInFlight = 0;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = toRegistryRequest(message);
    const { authorization } = message.headers;
    requests.push(request);
    inFlight += 1;
    maxInFlight = Math.max(maxInFlight, inFlight);
    response.once("close", () => {
      inFlight -= 1;
    });
    const fault = intercept?.(request, authorization);
    const isReplaced = fault !== undefined && "status" in fault;
    const answer = isReplaced ? faultAnswer(fault) : respond(request, authorization);
    await deliver(
      response,
      { ...answer, headers: { ...headers, ...answer.headers } },
      { fault, signal: closing.signal },
    );
  }
  function listen(message: IncomingMessage, response: ServerResponse): void {
    // A closing server, or an intercept that throws: the client sees a broken connection either way.
    handle(message, response).catch(() => response.destroy());
  }

  const server = tls === undefined ? createServer(listen) : createTlsServer(tls, listen);
  return {
    host: `127.0.0.1:${await listenOn(server, port)}`,
    requests,
    maxInFlight: () => maxInFlight,
    setIntercept: (next) => {
      intercept = next;
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Listens on a port, or on a free one where something else has it. Returns which it is. */
async function listenOn(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    if (port === 0) throw error;
    return await listenOn(server, 0);
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("The server has no port");
  return address.port;
}
