import { type Http, toReason } from "../../../../core/mod.ts";
import {
  type CanonicalReference,
  findReferenceMistake,
  parseReference,
  toCanonical,
} from "../../../clients/oci/mod.ts";
import { toNoAnswerCode } from "../../../clients/registry/mod.ts";
import type { Classified } from "./classify.ts";

const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
const TIMEOUT_MS = 10_000;

/**
 * Looks for the reason of a failure that Trivy says nothing about, as some builds do that were not made by its own
 * project. Checks the reference, then asks its registry, without a login, for the image. Names without a registry
 * are not looked for: they may stand for an image that is only on this machine.
 */
export async function diagnoseImage(
  image: string,
  http: Http,
  { insecure = false }: { readonly insecure?: boolean } = {},
): Promise<Classified | undefined> {
  const mistake = findReferenceMistake(image);
  if (mistake !== undefined) return { code: "BAD_REFERENCE", reason: mistake };
  const reference = parseReference(image);
  if (reference.domain === undefined) return undefined;
  try {
    const url = toManifestUrl(toCanonical(reference));
    const response = await http(url, {
      method: "HEAD",
      headers: { accept: MANIFEST_TYPES },
      timeoutMs: TIMEOUT_MS,
      connection: { insecure },
    });
    return toClass(response.status, response.headers.get("www-authenticate") ?? "");
  } catch (error) {
    return { code: toNoAnswerCode(error), reason: toReason(error) };
  }
}

function toClass(status: number, challenge: string): Classified | undefined {
  const reason = `the registry answers HTTP ${status} to a request without a login`;
  if (status === 404) return { code: "IMAGE_NOT_FOUND", reason };
  if (status === 429) return { code: "REGISTRY_RATE_LIMITED", reason };
  if (status >= 500) return { code: "REGISTRY_UNREACHABLE", reason };
  // A registry with a token service sends everyone there first, also where no login is needed.
  const isRefused = status === 403 || (status === 401 && !/^bearer\b/i.test(challenge));
  return isRefused ? { code: "REGISTRY_AUTH", reason } : undefined;
}

function toManifestUrl({ domain, path, tag, digest }: CanonicalReference): string {
  const isLoopback = /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/.test(domain);
  // Docker Hub's registry has another name than its images.
  const host = domain === "docker.io" ? "registry-1.docker.io" : domain;
  return `${isLoopback ? "http" : "https"}://${host}/v2/${path}/manifests/${digest ?? tag}`;
}
