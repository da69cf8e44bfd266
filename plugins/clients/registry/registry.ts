import type { CanonicalReference } from "../oci/mod.ts";
import type { Descriptor, PlatformManifest } from "./manifest.ts";

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
   * The manifests of an image that is there for several platforms, in the order of its index; undefined for an image
   * that is there for one platform, and does not say for which.
   */
  fetchPlatforms(reference: CanonicalReference): Promise<readonly PlatformManifest[] | undefined>;
  /**
   * Asks whether a registry answers as one does, without a login. `docker.io` is a domain.
   *
   * @throws {ScanError} REGISTRY_UNKNOWN, REGISTRY_CERTIFICATE, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, ABORTED
   */
  ping(domain: string): Promise<void>;
  /** The tags of a repository, in the registry's order, page by page. */
  listTags(repository: RepositoryName): AsyncIterable<string>;
}
