import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** How a fake of a server answers one of its calls: with bytes, or in its own way. */
export type FakeAnswer = Buffer | ((response: ServerResponse) => void);

/** What such a server is asked, by the last part of the path: `MissingBlobs`, `PutBlob`, `PutArtifact`, `Scan`. */
export interface FakeScanServer {
  readonly server: { readonly url: string; readonly token: string };
  readonly calls: { readonly name: string; readonly body: Buffer; readonly token: string | undefined }[];
  /** What it answers; by default it lacks nothing, and keeps what is put. */
  readonly answers: Partial<Record<string, FakeAnswer>>;
  close(): Promise<void>;
}

/** Starts a fake of Trivy's server, which answers what no real one can be made to answer. */
export async function startFakeScanServer(): Promise<FakeScanServer> {
  const calls: FakeScanServer["calls"] = [];
  const answers: FakeScanServer["answers"] = {};
  const http = createServer(async (request, response) => {
    const name = request.url?.split("/").at(-1) ?? "";
    const token = request.headers["trivy-token"];
    calls.push({ name, body: await buffer(request), token: token === undefined ? undefined : String(token) });
    const answer = answers[name] ?? Buffer.alloc(0);
    if (typeof answer === "function") answer(response);
    else sendProtobuf(response, answer);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    ...{ server: { url, token: "secret" }, calls, answers },
    async close() {
      http.close();
      http.closeAllConnections();
    },
  };
}

/** Answers with a whole message. */
export function sendProtobuf(response: ServerResponse, bytes: Buffer): void {
  response.writeHead(200, { "content-type": "application/protobuf", "content-length": bytes.length }).end(bytes);
}

/** Answers with an error as Trivy's server does. */
export function sendError(response: ServerResponse, status: number, code: string, msg: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ code, msg }));
}
