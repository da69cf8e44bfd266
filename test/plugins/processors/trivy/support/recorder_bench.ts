import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import {
  type Recorder,
  type RecorderOptions,
  startRecorder,
} from "#plugins/processors/trivy/replay/recorder/recorder.ts";

export const SCAN = "/twirp/trivy.scanner.v1.Scanner/Scan";
export const PUT_BLOB = "/twirp/trivy.cache.v1.Cache/PutBlob";
export const PUT_ARTIFACT = "/twirp/trivy.cache.v1.Cache/PutArtifact";
export const MISSING = "/twirp/trivy.cache.v1.Cache/MissingBlobs";
/** What the server answers to a scan. */
export const ANSWER = Buffer.from("what was found ".repeat(500));
/** The token that the server demands. */
export const OWN = "the server's own token";

/** A server in Trivy's place: what it answers is up to the test. */
export interface Bench {
  readonly port: number;
  readonly recorder: Recorder;
  /** The paths of requests that have begun to come. */
  readonly begun: string[];
  /** What has come to the server as a whole. */
  readonly seen: { readonly path: string; readonly token: unknown; readonly headers: object; readonly body: Buffer }[];
}

/** Answers a request that has come as a whole. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const asTrivy: Answer = ({ headers, url }, response) => {
  response.setHeader("content-type", "application/protobuf");
  if (url !== SCAN) return void response.end();
  const isPacked = headers["accept-encoding"] === "gzip";
  if (isPacked) response.setHeader("content-encoding", "gzip");
  response.end(isPacked ? gzipSync(ANSWER) : ANSWER);
};

/** Registers a test with a recorder before a server that answers as the test says. */
export function testRecorder(
  name: string,
  work: (bench: Bench) => Promise<void>,
  { answer = asTrivy, ...options }: { answer?: Answer } & Partial<RecorderOptions> = {},
): void {
  test(name, async () => {
    const seen: Bench["seen"] = [];
    const begun: string[] = [];
    const server = createServer(async (incoming, response) => {
      const { url: path = "", headers } = incoming;
      begun.push(path);
      const body = await buffer(incoming).catch(() => undefined);
      if (body === undefined) return;
      seen.push({ path, token: headers["trivy-token"], headers, body });
      answer(incoming, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const recorder = await startRecorder({ token: OWN, ...options });
    try {
      await work({ port: (server.address() as AddressInfo).port, recorder, seen, begun });
    } finally {
      await recorder.stop();
      server.closeAllConnections();
      server.close();
    }
  });
}

interface Sent {
  readonly token?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** Asks as a client of Trivy does. */
export async function ask({ url }: Recorder, path: string, { token, body, headers = {}, method = "POST" }: Sent = {}) {
  const sending = request(url, {
    path,
    method,
    headers: {
      "content-type": "application/protobuf",
      ...(token !== undefined && { "trivy-token": token }),
      ...headers,
    },
  });
  sending.end(body);
  const [response] = (await once(sending, "response")) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}
