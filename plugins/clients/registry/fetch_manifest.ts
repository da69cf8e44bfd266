import type { Response } from "undici";
import type { CanonicalReference } from "../oci/mod.ts";
import { registryError } from "./errors.ts";
import { ACCEPT, type Descriptor, digestOf, isDigest } from "./manifest.ts";
import { readLimited } from "./read_limited.ts";
import type { SendToRegistry } from "./send.ts";
import { statusError } from "./status_error.ts";

/** What the distribution spec asks registries to take at least, and what they take at most. */
const MAX_BYTES = 4 * 1_048_576;
const DIGEST_HEADER = "docker-content-digest";
/** What registries answer that do not know HEAD. */
const NO_HEAD: ReadonlySet<number> = new Set([400, 405, 406, 501]);

/** Which manifest is wanted. */
export interface ManifestWanted {
  readonly reference: CanonicalReference;
  readonly doing: string;
}

/** A manifest as the registry holds it. */
export interface Manifest extends Descriptor {
  /** At most 4 MB. */
  readonly bytes: Uint8Array;
}

/**
 * Asks for a manifest without its content.
 *
 * @returns Nothing where the registry does not tell the digest that way
 * @throws {ScanError} IMAGE_NOT_FOUND, REGISTRY_AUTH, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER
 */
export async function headManifest(send: SendToRegistry, wanted: ManifestWanted): Promise<Descriptor | undefined> {
  const response = await send(toPath(wanted), { method: "HEAD", accept: ACCEPT });
  if (NO_HEAD.has(response.status)) return undefined;
  if (!response.ok) throw await statusError(response, wanted);
  const digest = response.headers.get(DIGEST_HEADER);
  return isDigest(digest) ? { digest, mediaType: toMediaType(response) } : undefined;
}

/**
 * Fetches a manifest. Its digest is that of the bytes that came; where the reference or the registry tells another, the
 * manifest is refused.
 *
 * @throws {ScanError} IMAGE_NOT_FOUND, REGISTRY_AUTH, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER
 */
export async function fetchManifest(send: SendToRegistry, wanted: ManifestWanted): Promise<Manifest> {
  const { reference, doing } = wanted;
  const response = await send(toPath(wanted), { accept: ACCEPT });
  if (!response.ok) throw await statusError(response, wanted);
  const bytes = await readLimited(response, MAX_BYTES);
  if (bytes === undefined) throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: "the manifest is over 4 MB" });
  const told = reference.digest ?? response.headers.get(DIGEST_HEADER);
  const digest = digestOf(bytes, isDigest(told) ? told : null);
  if (isDigest(told) && told !== digest) {
    throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: `the manifest is not that of ${told}` });
  }
  return { digest, bytes, mediaType: toMediaType(response) };
}

function toPath({ reference }: ManifestWanted): string {
  return `manifests/${reference.digest ?? reference.tag ?? "latest"}`;
}

/** Without parameters, in lower case. */
function toMediaType({ headers }: Response): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
