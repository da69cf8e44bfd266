import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { OciContent } from "../oci_content.ts";
import { deliver } from "./deliver.ts";
import { type Intercept, type RegistryRequest, toRegistryRequest } from "./intercept.ts";
import { addContent, type Repositories } from "./repositories.ts";
import { respond } from "./respond.ts";

/** A registry that runs inside this process. */
export interface Registry {
  /** `127.0.0.1:PORT`: scanners and Docker speak plain HTTP with such a host by themselves. */
  readonly host: string;
  /** All requests so far, oldest first. Grows with each one. */
  readonly requests: readonly RegistryRequest[];
  /**
   * Stores an image or an artifact under a repository and a tag; a tag that is there already moves.
   *
   * @throws {RangeError} The distribution spec does not allow the name or the tag
   */
  add(repository: string, tag: string, content: OciContent): void;
  /** Puts faults into answers from now on; `undefined` ends that. */
  setIntercept(intercept: Intercept | undefined): void;
  /** Stops listening and ends all connections, also those that still wait for an answer. */
  close(): Promise<void>;
}

/**
 * Starts a read-only OCI registry on loopback, on a free port, over plain HTTP. It answers `/v2/`, manifests (by tag
 * and by digest), blobs (whole, no ranges) and tag lists with paging. It wants no login and fails only where
 * {@linkcode Registry.setIntercept} says so.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function startRegistry(): Promise<Registry> {
  const repositories: Repositories = new Map();
  const requests: RegistryRequest[] = [];
  const closing = new AbortController();
  let intercept: Intercept | undefined;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = toRegistryRequest(message);
    requests.push(request);
    const fault = intercept?.(request, message.headers.authorization);
    await deliver(response, respond(request, repositories), { fault, signal: closing.signal });
  }

  const server = createServer((message, response) => {
    // A closing registry, or an intercept that throws: the client sees a broken connection either way.
    handle(message, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("The registry has no port");

  return {
    host: `127.0.0.1:${address.port}`,
    requests,
    add: (name, tag, content) => addContent(repositories, { name, tag, content }),
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
