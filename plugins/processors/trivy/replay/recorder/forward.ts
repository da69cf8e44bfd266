import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import { pipeline } from "node:stream";

/** One request of a client, which is not answered yet. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Who looks on while a request is handed on. */
export interface Onlooker {
  sent(chunk: Buffer): void;
  answered(chunk: Buffer): void;
  /** The answer is there as a whole. */
  ended(answer: Pick<IncomingMessage, "statusCode" | "headers">): void;
}

/** Where a request is handed on to. */
export interface ForwardOptions {
  /** Of a server on loopback. */
  readonly port: number;
  /** Replaces the client's. Without: it gets none. */
  readonly token?: string;
  readonly onlooker?: Onlooker | undefined;
}

/** The header that has the token: Trivy's own default. */
export const TOKEN_HEADER = "trivy-token";

/** What is said from one hop to the next only. */
const HOP_HEADERS = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/**
 * Hands a request on to Trivy's server and the answer back, as they come. Where the server is gone or breaks off, so
 * does the connection to the client, as it would without anybody between them.
 */
export function forward({ request, response }: Exchange, { port, token, onlooker }: ForwardOptions): void {
  const { host: _host, [TOKEN_HEADER]: _token, ...rest } = withoutHopHeaders(request.headers);
  const headers = { ...rest, ...(token !== undefined && { [TOKEN_HEADER]: token }) };
  // A connection of its own: one that is kept would break when the server is started again.
  const to = { host: "127.0.0.1", port, method: request.method, path: request.url, headers, agent: false };
  const outgoing = send(to);
  let answer: IncomingMessage | undefined;

  outgoing.on("response", (incoming) => {
    answer = incoming;
    response.writeHead(incoming.statusCode ?? 502, withoutHopHeaders(incoming.headers));
    if (onlooker !== undefined) {
      incoming.on("data", (chunk: Buffer) => onlooker.answered(chunk));
      incoming.on("end", () => incoming.complete && onlooker.ended(incoming));
    }
    pipeline(incoming, response, (error) => {
      if (error) response.destroy();
    });
  });
  if (onlooker !== undefined) request.on("data", (chunk: Buffer) => onlooker.sent(chunk));
  pipeline(request, outgoing, (error) => {
    // A server may answer before it has read all.
    if (error && answer === undefined) response.destroy();
  });
  response.on("close", () => outgoing.destroy());
}

function withoutHopHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const rest = { ...headers };
  for (const name of HOP_HEADERS) delete rest[name];
  return rest;
}
