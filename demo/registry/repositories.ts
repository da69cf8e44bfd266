import type { Blob, OciContent } from "../oci_content.ts";

/** What a registry holds under one name. */
export interface Repository {
  /** Tag to the digest of its manifest. */
  readonly tags: Map<string, string>;
  /** By digest. */
  readonly manifests: Map<string, Blob>;
  /** By digest. */
  readonly blobs: Map<string, Blob>;
}

/** All that a registry holds, by repository name. */
export type Repositories = Map<string, Repository>;

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/**
 * Stores content under a name and a tag; a tag that is there already moves.
 *
 * @throws {RangeError} The distribution spec does not allow the name or the tag
 */
export function addContent(repositories: Repositories, at: { name: string; tag: string; content: OciContent }): void {
  const { name, tag, content } = at;
  if (!NAME.test(name)) throw new RangeError(`"${name}" is not a repository name`);
  if (!TAG.test(tag)) throw new RangeError(`"${tag}" is not a tag`);
  const repository = repositories.get(name) ?? { tags: new Map(), manifests: new Map(), blobs: new Map() };
  repositories.set(name, repository);
  repository.tags.set(tag, content.manifest.digest);
  repository.manifests.set(content.manifest.digest, content.manifest);
  for (const blob of content.blobs) repository.blobs.set(blob.digest, blob);
}
