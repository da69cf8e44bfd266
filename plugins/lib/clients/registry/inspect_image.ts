import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { findArtifact, isEncrypted, nameArtifact } from "./artifact.ts";
import { registryError } from "./errors.ts";
import type { Manifest } from "./fetch_manifest.ts";
import { type IndexEntry, readEntries } from "./index_entries.ts";
import { toKind } from "./manifest.ts";
import {
  DEFAULT_PLATFORM,
  formatPlatform,
  isSamePlatform,
  isWanted,
  type Platform,
  parsePlatform,
} from "./platform.ts";

/** What is wanted of an image. */
export interface InspectOptions {
  /**
   * `os/architecture[/variant][:os version]`, or `"any"`: where it is not there for what Trivy takes by itself, the
   * first there is.
   *
   * @default {"linux/amd64"} As Trivy does on any machine
   */
  readonly platform?: string | undefined;
  /**
   * The digest that the registry has told for a tag. The manifest of that digest is inspected, also where the tag has
   * moved since; some registries tell that of an index's first image for the index.
   */
  readonly told?: string | undefined;
}

/** An image, as its registry holds it. */
export interface InspectedImage {
  /** The digest of what the reference stands for: of a manifest, or of an index. */
  readonly digest: string;
  /** The digest of the image's manifest: the same, unless that is an index. */
  readonly imageDigest: string;
  /** The platform that the index names for it. Absent of an image that is in none. */
  readonly platform?: string | undefined;
  /** Whether others who look for the platform in the index may take something else for the image, or nothing. */
  readonly isHidden: boolean;
}

/** Fetches a manifest of the same repository by its digest. */
export type FetchByDigest = (digest: string) => Promise<Manifest>;

/** The digest that the registry told for a tag, and what asks for it once more. */
export interface ToldContext {
  readonly told: string;
  readonly fetchDigestAgain: () => Promise<string | undefined>;
}

/**
 * The manifest of the digest that was told for a tag, whatever became of the tag since.
 *
 * @throws {ScanError} REGISTRY_FALSE_DIGEST, and as fetching does
 */
export async function fetchTold(
  fetchTagged: () => Promise<Manifest>,
  { told, fetchDigestAgain, fetch, doing }: InspectContext & ToldContext,
): Promise<Manifest> {
  let tagged: Manifest;
  try {
    tagged = await fetchTagged();
  } catch (error) {
    if (isScanError(error) && error.code === "IMAGE_NOT_FOUND") return fetch(told);
    throw error;
  }
  if (tagged.digest === told) return tagged;
  const isInIt = tagged.content.manifests?.some(({ digest }) => digest === told) ?? false;
  // A tag that was that image's may be an index's by now.
  if (isInIt && (await fetchDigestAgain()) === told) throw registryError("REGISTRY_FALSE_DIGEST", { doing });
  return fetch(told);
}

/** What an inspection works with. */
export interface InspectContext extends Pick<InspectOptions, "platform"> {
  readonly fetch: FetchByDigest;
  readonly doing: string;
}

const MAX_DEPTH = 3;
/** Each entry that is looked at is a request. */
const MAX_LOOKS = 20;
const MAX_NAMED = 8;

/**
 * Looks into a manifest, and of an index into that of the wanted platform: what is passed over is what is no image.
 *
 * @throws {ScanError} NOT_AN_IMAGE, PLATFORM_NOT_FOUND, IMAGE_SCHEMA_1, IMAGE_ENCRYPTED, IMAGE_DIGESTS, IMAGE_INDEX and as
 * fetching does
 */
export async function inspectManifest(manifest: Manifest, context: InspectContext): Promise<InspectedImage> {
  const { digest } = manifest;
  if (!manifest.isIndex) {
    const error = findFault(manifest, context);
    if (error !== undefined) throw error;
    return { digest, imageDigest: digest, isHidden: false };
  }
  const search: Search = { ...context, looks: 0, there: new Set(), artifacts: [], refused: [] };
  const found = await findIn(manifest, search, MAX_DEPTH);
  if (found === undefined) throw toNotFound(search);
  const { entry, isHidden } = found;
  const platform = entry.platform && formatPlatform(entry.platform);
  return { digest, imageDigest: entry.digest, platform, isHidden: isHidden || !manifest.isServedAsSuch };
}

/** What is learnt on the way through an index, and those in it. */
interface Search extends InspectContext {
  looks: number;
  /** The platforms that are named. */
  readonly there: Set<string>;
  /** What there is besides images: "an attestation". */
  readonly artifacts: string[];
  /** What is wrong with entries that are named for the wanted platform. */
  readonly refused: ScanError[];
}

async function findIn(
  manifest: Manifest,
  search: Search,
  depth: number,
): Promise<{ entry: IndexEntry; isHidden: boolean } | undefined> {
  const { entries, artifacts } = readEntries(manifest, search);
  search.artifacts.push(...artifacts);
  for (const entry of entries) if (entry.platform && !entry.isIndex) search.there.add(formatPlatform(entry.platform));
  const isAny = search.platform === "any";
  const platform = search.platform === undefined || isAny ? DEFAULT_PLATFORM : parsePlatform(search.platform);
  for (const entry of rank(entries, { platform, isAny })) {
    if (++search.looks > MAX_LOOKS) break;
    const child = await search.fetch(entry.digest);
    if (child.isIndex) {
      const found = depth > 1 ? await findIn(child, search, depth - 1) : undefined;
      if (found !== undefined) return { ...found, isHidden: true };
      continue;
    }
    const error = findFault(child, search);
    if (error === undefined) return { entry, isHidden: isHidden(entry, manifest, platform) };
    if (entry.platform !== undefined || search.there.size === 0) search.refused.push(error);
  }
  return undefined;
}

/** The entries that may be what is wanted, the most fitting first; else in the order of the index, as others read it. */
function rank(entries: readonly IndexEntry[], { platform, isAny }: { platform: Platform; isAny: boolean }) {
  const isExact = (there: Platform) =>
    isSamePlatform(there, platform) && (!platform.osVersion || there.osVersion === platform.osVersion);
  const isSilent = (entry: IndexEntry) => entry.platform === undefined && !entry.isUnknown;
  const named = entries.filter((entry) => entry.platform !== undefined);
  return new Set([
    ...named.filter((entry) => entry.platform && isExact(entry.platform)),
    ...named.filter((entry) => entry.platform && isWanted(entry.platform, platform)),
    ...entries.filter((entry) => isSilent(entry) && entry.isIndex),
    // Trivy takes those for linux/amd64. What they are is checked in the report.
    ...entries.filter((entry) => isSilent(entry) && (isAny || isWanted(DEFAULT_PLATFORM, platform))),
    ...(isAny ? entries : []),
  ]);
}

function isHidden({ digest }: IndexEntry, manifest: Manifest, wanted: Platform): boolean {
  return findFirst(manifest, wanted) !== digest || (manifest.content.manifests ?? []).some(isOtherDigest);
}

/** The entry that Trivy takes: the first, whatever it is, whose platform is spelt the same. */
function findFirst({ content }: Manifest, wanted: Platform): string | undefined {
  const isSpelt = (there: string, asked: string | undefined) => !asked || there === asked;
  return content.manifests?.find(({ platform }) => {
    const { os, architecture, variant = "", "os.version": version = "" } = platform ?? DEFAULT_ENTRY;
    const isSame = os === wanted.os && architecture === wanted.architecture;
    return isSame && isSpelt(variant, wanted.variant) && isSpelt(version, wanted.osVersion);
  })?.digest;
}

const DEFAULT_ENTRY = { ...DEFAULT_PLATFORM, variant: "", "os.version": "" };

/** Trivy reads no manifest that has one. */
function isOtherDigest({ digest }: { readonly digest: string }): boolean {
  return /^sha(?:384|512):/.test(digest);
}

/** What keeps a manifest from being that of an image which can be scanned. */
function findFault({ content }: Manifest, { doing }: { readonly doing: string }): ScanError | undefined {
  if (toKind(content) === "schema 1") return registryError("IMAGE_SCHEMA_1", { doing });
  const parts = [...(content.config ? [content.config] : []), ...(content.layers ?? [])];
  if (parts.some(isOtherDigest)) return registryError("IMAGE_DIGESTS", { doing });
  if (isEncrypted(content)) return registryError("IMAGE_ENCRYPTED", { doing });
  const artifact = findArtifact(content);
  return artifact === undefined ? undefined : registryError("NOT_AN_IMAGE", { doing, reason: `it is ${artifact}` });
}

function toNotFound({ doing, platform, there, artifacts, refused: [refused] }: Search): ScanError {
  if (refused !== undefined) return refused;
  const [name, ...more] = there;
  if (name === undefined) return registryError("NOT_AN_IMAGE", { doing, reason: `it is ${nameArtifact(artifacts)}` });
  const wanted = platform === undefined || platform === "any" ? formatPlatform(DEFAULT_PLATFORM) : platform;
  const listed = [name, ...more].slice(0, MAX_NAMED).join(", ");
  const rest = there.size > MAX_NAMED ? ` and ${there.size - MAX_NAMED} more` : "";
  return registryError("PLATFORM_NOT_FOUND", {
    doing,
    reason: `requested is ${wanted}, available: ${listed}${rest}`,
    there: name,
  });
}
