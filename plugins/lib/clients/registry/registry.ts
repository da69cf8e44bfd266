import type { CanonicalReference } from "../oci/mod.ts";
import type { InspectedImage, InspectOptions } from "./inspect_image.ts";
import type { PlatformManifest } from "./list_platforms.ts";
import type { Descriptor } from "./manifest.ts";

/** The repository of a registry. */
export type RepositoryName = Pick<CanonicalReference, "domain" | "path">;

/**
 * A client for OCI registries, all of which it can talk to at the same time.
 *
 * Calls end with the run that the client was made for. Every call throws a ScanError: IMAGE_NOT_FOUND, REGISTRY_AUTH,
 * REGISTRY_LOGIN, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, ABORTED.
 *
 * @see {@link https://github.com/opencontainers/distribution-spec/blob/main/spec.md}
 */
export interface Registry {
  /**
   * Finds what a reference stands for now. It asks with HEAD, which registries do not count as a pull, and with GET
   * those that do not tell the digest that way.
   */
  fetchDescriptor(reference: CanonicalReference): Promise<Descriptor>;
  /**
   * The images of an index, in its order, and what of it cannot be used; undefined where the reference is not one of an
   * index. It costs a request, and one more for each entry that does not say what it is.
   *
   * @throws {ScanError} NOT_AN_IMAGE Where there is no image in the index; IMAGE_INDEX where that is far too long
   */
  fetchPlatforms(reference: CanonicalReference): Promise<readonly PlatformManifest[] | undefined>;
  /**
   * Looks at the manifest of an image before it is scanned, and finds it in its index: one or two requests.
   *
   * @throws {ScanError} NOT_AN_IMAGE, PLATFORM_NOT_FOUND, IMAGE_SCHEMA_1, IMAGE_ENCRYPTED, IMAGE_DIGESTS,
   * IMAGE_INDEX What there is cannot be scanned
   * @throws {ScanError} REGISTRY_FALSE_DIGEST
   */
  inspectImage(reference: CanonicalReference, options?: InspectOptions): Promise<InspectedImage>;
  /**
   * Asks whether a registry answers as one does, without a login. `docker.io` is a domain.
   *
   * @throws {ScanError} REGISTRY_UNKNOWN, REGISTRY_CERTIFICATE, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, ABORTED
   */
  ping(domain: string): Promise<void>;
  /** The tags of a repository, in the registry's order, page by page. */
  listTags(repository: RepositoryName): AsyncIterable<string>;
  /**
   * Finds out whether the login of a repository can be read; asks no registry.
   *
   * @throws {ScanError} REGISTRY_LOGIN, ABORTED
   */
  findLogin(repository: RepositoryName): Promise<void>;
}
