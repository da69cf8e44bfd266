import { Agent, type IncomingMessage, request as send } from "node:http";
import { NotReplayable } from "./not_replayable.ts";

/** A `trivy server` on loopback. */
export interface ReplayServer {
  readonly url: string;
  /** Token that it demands. */
  readonly token: string;
}

/** What a server may be asked for. */
export type Call =
  | "cache.v1.Cache/MissingBlobs"
  | "cache.v1.Cache/PutBlob"
  | "cache.v1.Cache/PutArtifact"
  | "scanner.v1.Scanner/Scan";

/** One request, and how long and how large its answer may be. */
export interface AskOptions {
  readonly server: ReplayServer;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  /** In milliseconds. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const TYPE = "application/protobuf";
/** Of what an error says, so much is repeated. */
const MAX_MESSAGE = 200;

/** Asks a server as Trivy's clients do, and takes nothing for an answer that may not be the whole one. */
export class ServerCaller {
  readonly #agent = new Agent({ keepAlive: true });

  /**
   * Sends the body of a request.
   *
   * @returns The body of the answer
   * @throws {NotReplayable} Where there is no answer, or not certainly the whole one
   */
  async ask(call: Call, options: AskOptions): Promise<Buffer> {
    const limit = AbortSignal.timeout(options.timeoutMs);
    const signal = AbortSignal.any([options.signal, limit]);
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#askOnce(call, { ...options, signal });
      } catch (error) {
        if (error instanceof NotReplayable) throw error;
        if (limit.aborted) throw new NotReplayable(`Trivy's server did not answer within ${options.timeoutMs} ms`);
        // A connection that was kept may be one to a server that is gone.
        const isStale = error instanceof StaleConnection && tries === 1 && !signal.aborted;
        if (isStale) continue;
        const cause = error instanceof StaleConnection ? error.cause : error;
        throw new NotReplayable(`Trivy's server broke off: ${cause instanceof Error ? cause.message : cause}`);
      }
    }
  }

  /** Closes the connections. */
  close(): void {
    this.#agent.destroy();
  }

  #askOnce(call: Call, { server, body, signal, maxBytes }: AskOptions): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const headers = {
        "content-type": TYPE,
        accept: TYPE,
        "trivy-token": server.token,
        "content-length": body.length,
      };
      const url = `${server.url}/twirp/trivy.${call}`;
      const outgoing = send(url, { method: "POST", headers, agent: this.#agent, signal });
      outgoing.on("response", (answer) => {
        readAnswer(answer, maxBytes).then(resolve, (error: unknown) => {
          outgoing.destroy();
          reject(error);
        });
      });
      outgoing.on("error", (cause) => reject(outgoing.reusedSocket ? new StaleConnection("", { cause }) : cause));
      outgoing.end(body);
    });
  }
}

/** A connection failed that had been used before. */
class StaleConnection extends Error {}

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { statusCode, headers } = answer;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new NotReplayable(`Trivy's server answers more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (statusCode !== 200) throw new NotReplayable(`Trivy's server answers ${statusCode}: ${describeError(body)}`);
  const { "content-type": type, "content-encoding": encoding } = headers;
  if (type !== TYPE) throw new NotReplayable(`Trivy's server answers ${type ?? "without a type"}, and not ${TYPE}`);
  if (encoding !== undefined) throw new NotReplayable(`Trivy's server packs its answer by ${encoding}`);
  // Without either, an answer that is cut looks like a whole one.
  const hasEnd = headers["content-length"] !== undefined || headers["transfer-encoding"] === "chunked";
  if (!hasEnd || !answer.complete)
    throw new NotReplayable("Trivy's server answers without saying where its answer ends");
  return body;
}

/** What Trivy's server says of an error: JSON with a message. */
function describeError(body: Buffer): string {
  const text = body.toString("utf8", 0, 4 * MAX_MESSAGE);
  const message = /"msg":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  return message.slice(0, MAX_MESSAGE) || "nothing";
}
