import { findArtifactEntry } from "./artifact.ts";
import { registryError } from "./errors.ts";
import type { Manifest } from "./fetch_manifest.ts";
import type { ContentDescriptor } from "./manifest.ts";
import { isDigest, isIndex } from "./manifest.ts";
import type { Platform } from "./platform.ts";

/** What an index names. */
export interface IndexEntry {
  readonly digest: string;
  /** Absent where the index names none, or says that it does not know. */
  readonly platform?: Platform | undefined;
  /** Whether the index says that it knows none, as it does of attestations. */
  readonly isUnknown: boolean;
  /** Whether it is an index itself. */
  readonly isIndex: boolean;
}

/** The entries of an index that may be images, and what is wrong with others. */
export interface IndexEntries {
  readonly entries: readonly IndexEntry[];
  /** What stands there that is no image: "an attestation". */
  readonly artifacts: readonly string[];
  /** Entries that cannot be used, each with the reason: `its entry 3 names no platform that can be used`. */
  readonly problems: readonly string[];
}

/** An image for every platform of Go, each with its attestation and some Windows versions, has fewer. */
const MAX_ENTRIES = 200;
const PLATFORM_PART = /^[\w.+-]{1,64}$/;

/**
 * Reads what an index names. Entries that say of themselves that they are no image are listed apart.
 *
 * @throws {ScanError} IMAGE_INDEX Where it is far too long for an image's
 * @see {@link https://github.com/opencontainers/image-spec/blob/main/image-index.md}
 */
export function readEntries({ content }: Pick<Manifest, "content">, { doing }: { doing: string }): IndexEntries {
  const named = content.manifests ?? [];
  if (named.length > MAX_ENTRIES) {
    const reason = `it names ${named.length} manifests, and that of an image at most ${MAX_ENTRIES}`;
    throw registryError("IMAGE_INDEX", { doing, reason });
  }
  const entries: IndexEntry[] = [];
  const artifacts: string[] = [];
  const problems: string[] = [];
  for (const [position, entry] of named.entries()) {
    const artifact = findArtifactEntry(entry);
    const problem = artifact === undefined ? findProblem(entry) : undefined;
    if (artifact !== undefined) artifacts.push(artifact);
    else if (problem !== undefined) problems.push(`its entry ${position + 1} ${problem}`);
    else entries.push(toEntry(entry));
  }
  return { entries, artifacts, problems };
}

/** Whatever is written there goes into names, reports and arguments. */
function findProblem({ digest, platform }: ContentDescriptor): string | undefined {
  if (!isDigest(digest)) return "has no digest that can be checked";
  const { os = "", architecture = "", variant = "", "os.version": version = "" } = platform ?? {};
  const parts = [os, architecture, variant, version].filter((part) => part !== "");
  return parts.every((part) => PLATFORM_PART.test(part)) ? undefined : "names no platform that can be used";
}

function toEntry(entry: ContentDescriptor): IndexEntry {
  const { os = "", architecture = "", variant, "os.version": osVersion } = entry.platform ?? {};
  const parts = [os, architecture];
  const isNamed = parts.every((part) => part !== "" && part !== "unknown");
  return {
    digest: entry.digest,
    isIndex: isIndex(entry),
    isUnknown: parts.includes("unknown"),
    ...(isNamed && {
      platform: { os, architecture, variant: variant || undefined, osVersion: osVersion || undefined },
    }),
  };
}
