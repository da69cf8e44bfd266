import type { Blob } from "../oci_content.ts";
import { type Answer, bytesAnswer, errorAnswer, jsonAnswer } from "./answer.ts";
import type { RegistryRequest } from "./intercept.ts";
import type { Repositories, Repository } from "./repositories.ts";
import { tagsPage } from "./tags_page.ts";

const ROUTE = /^\/v2\/(?<name>.+)\/(?:manifests\/(?<reference>[^/]+)|blobs\/(?<digest>[^/]+)|tags\/list)$/;

/** The answer to a request, as a sound registry gives it. */
export function respond(request: RegistryRequest, repositories: Repositories): Answer {
  if (request.method !== "GET" && request.method !== "HEAD") return errorAnswer("UNSUPPORTED", request.method);
  if (request.path === "/v2/" || request.path === "/v2") return jsonAnswer({});
  const { name, reference, digest } = ROUTE.exec(request.path)?.groups ?? {};
  if (name === undefined) return errorAnswer("NOT_FOUND", { path: request.path });
  const repository = repositories.get(name);
  if (repository === undefined) return errorAnswer("NAME_UNKNOWN", { name });
  if (reference !== undefined) return manifestAnswer(repository, reference);
  if (digest !== undefined) return blobAnswer(repository, digest);
  return tagsPage({ name, tags: [...repository.tags.keys()], query: request.query });
}

function manifestAnswer({ tags, manifests }: Repository, reference: string): Answer {
  const manifest = manifests.get(tags.get(reference) ?? reference);
  return manifest === undefined ? errorAnswer("MANIFEST_UNKNOWN", { reference }) : contentAnswer(manifest);
}

function blobAnswer({ blobs }: Repository, digest: string): Answer {
  const blob = blobs.get(digest);
  if (blob === undefined) return errorAnswer("BLOB_UNKNOWN", { digest });
  return contentAnswer({ ...blob, mediaType: "application/octet-stream" });
}

function contentAnswer({ mediaType, bytes, digest }: Blob): Answer {
  return bytesAnswer(mediaType, bytes, { "docker-content-digest": digest });
}
