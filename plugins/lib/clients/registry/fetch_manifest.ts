import { readLimited } from "../../../../core/kit.ts";
import type { CanonicalReference } from "../oci/mod.ts";
import type { SendToRegistry } from "./authorizer.ts";
import { registryError } from "./errors.ts";
import { statusError } from "./failures.ts";
import {
  ACCEPT,
  type Descriptor,
  digestOf,
  isDigest,
  isIndex,
  type ManifestContent,
  parseManifest,
  toKind,
  toManifestType,
} from "./manifest.ts";

/** What the distribution spec asks registries to take at least, and what they take at most. */
const MAX_BYTES = 4 * 1_048_576;
const DIGEST_HEADER = "docker-content-digest";
/** What registries answer that do not know HEAD, or refuse it, whatever they answer to GET. */
const NO_HEAD: ReadonlySet<number> = new Set([400, 403, 404, 405, 406, 501]);

/** Which manifest is wanted. */
export interface ManifestWanted {
  readonly reference: CanonicalReference;
  readonly doing: string;
}

/** A manifest as the registry holds it. */
export interface Manifest extends Descriptor {
  readonly content: ManifestContent;
  /** Whether it is only a list of manifests, one for each platform, by what it holds. */
  readonly isIndex: boolean;
  /** Whether the registry says, too, what it is: others may go by that alone. */
  readonly isServedAsSuch: boolean;
}

/**
 * Asks for a manifest without its content.
 *
 * @returns Nothing where the registry does not say the digest that way
 * @throws {ScanError} IMAGE_NOT_FOUND, REGISTRY_AUTH, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER
 */
export async function headManifest(send: SendToRegistry, wanted: ManifestWanted): Promise<Descriptor | undefined> {
  const response = await send(toPath(wanted), { method: "HEAD", accept: ACCEPT });
  if (NO_HEAD.has(response.status)) return undefined;
  if (!response.ok) throw await statusError(response, wanted);
  const digest = response.headers.get(DIGEST_HEADER);
  const contentType = response.headers.get("content-type");
  // A page for people is nothing that the registry says.
  if (!isDigest(digest) || contentType?.toLowerCase().startsWith("text/html")) return undefined;
  return { digest, mediaType: toManifestType(contentType) };
}

/**
 * Fetches a manifest, of up to 4 MB. Its digest is that of the bytes that came; where the reference or the registry
 * names another, the manifest is refused.
 *
 * @throws {ScanError} IMAGE_NOT_FOUND, REGISTRY_AUTH, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER
 */
export async function fetchManifest(send: SendToRegistry, wanted: ManifestWanted): Promise<Manifest> {
  const { reference, doing } = wanted;
  const response = await send(toPath(wanted), { accept: ACCEPT });
  if (!response.ok) throw await statusError(response, wanted);
  const bytes = await readLimited(response, MAX_BYTES);
  if (bytes === undefined) throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: "the manifest is over 4 MB" });
  const named = reference.digest ?? response.headers.get(DIGEST_HEADER);
  const digest = digestOf(bytes, isDigest(named) ? named : null);
  const content = parseManifest(bytes);
  // Of a signed one, the signatures are left out of the digest. It is refused by all who look at it.
  const isOld = content !== undefined && toKind(content) === "schema 1";
  if (isDigest(named) && named !== digest && !isPage(bytes) && !isOld) {
    throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: `the manifest is not that of ${named}` });
  }
  if (content === undefined) {
    const reason = isPage(bytes) ? "it is a web page, not a manifest" : "it is not a manifest";
    throw registryError("REGISTRY_BAD_ANSWER", { doing, reason });
  }
  return {
    digest: isOld && isDigest(named) ? named : digest,
    content,
    ...toTypes(content, response.headers.get("content-type")),
  };
}

/** The media type is the one that fits what is there, if there is one. */
function toTypes(content: ManifestContent, contentType: string | null) {
  const served = toManifestType(contentType);
  const types = [served, toManifestType(content.mediaType)];
  const isList = toKind(content) === "index";
  const mediaType = types.find((type) => type !== "" && isIndex({ mediaType: type }) === isList) ?? "";
  return { mediaType, isIndex: isList, isServedAsSuch: served !== "" && served === mediaType };
}

function isPage(bytes: Buffer): boolean {
  return /^\s*(?:<!doctype|<html|<\?xml|<!--)/i.test(bytes.toString("latin1", 0, 200));
}

function toPath({ reference }: ManifestWanted): string {
  return `manifests/${reference.digest ?? reference.tag ?? "latest"}`;
}
