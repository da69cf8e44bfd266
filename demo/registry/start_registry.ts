import type { OciContent } from "../oci_content.ts";
import { addContent, type Repositories } from "./repositories.ts";
import { respond } from "./respond.ts";
import { type LoopbackServer, type ServeOptions, serve } from "./serve.ts";

/** A registry that runs inside this process. Scanners and Docker speak plain HTTP with such a host by themselves. */
export interface Registry extends LoopbackServer {
  /**
   * Stores an image or an artifact under a repository and a tag; a tag that is there already moves.
   *
   * @throws {RangeError} The distribution spec does not allow the name or the tag
   */
  add(repository: string, tag: string, content: OciContent): void;
}

/**
 * Starts a read-only OCI registry on loopback, on the wanted port or a free one, over plain HTTP. It answers `/v2/`, manifests (by tag
 * and by digest), blobs (whole, no ranges) and tag lists with paging. It wants no login and fails only where
 * {@linkcode LoopbackServer.setIntercept} says so.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function startRegistry({ port }: Pick<ServeOptions, "port"> = {}): Promise<Registry> {
  const repositories: Repositories = new Map();
  const server = await serve({
    respond: (request) => respond(request, repositories),
    port,
    headers: { "docker-distribution-api-version": "registry/2.0" },
  });
  return { ...server, add: (name, tag, content) => addContent(repositories, { name, tag, content }) };
}
