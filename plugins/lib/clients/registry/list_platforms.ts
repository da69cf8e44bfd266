import { isScanError } from "../../../../core/mod.ts";
import { findArtifact, nameArtifact } from "./artifact.ts";
import { registryError } from "./errors.ts";
import type { Manifest } from "./fetch_manifest.ts";
import { type IndexEntry, readEntries } from "./index_entries.ts";
import type { FetchByDigest } from "./inspect_image.ts";
import { toKind } from "./manifest.ts";
import { formatPlatform, isSamePlatform, type Platform } from "./platform.ts";

/** An image of an index, or an entry that may be one and cannot be used. */
export type PlatformManifest =
  | {
      readonly digest: string;
      /** `os/architecture[/variant][:os version]`, as Docker and Trivy take it. Absent where the index names none. */
      readonly platform?: string | undefined;
      /** Whether the platform says which image of the index is meant; else only the digest does. */
      readonly isAlone: boolean;
    }
  | {
      /** Why an entry cannot be used: `its entry 3 names no platform that can be used`. */
      readonly problem: string;
    };

/** What the images of an index are found with. */
export interface ListPlatformsContext {
  readonly fetch: FetchByDigest;
  readonly doing: string;
}

const MAX_DEPTH = 3;
/** Images, and entries that are looked at: each of those is a request. */
const MAX_STEPS = 200;

/**
 * Lists the images of an index in its order, those of an index in it included. Attestations and other artifacts are
 * left out; entries that do not say what they are, are looked at.
 *
 * @throws {ScanError} NOT_AN_IMAGE Where there is no image, IMAGE_INDEX, and as fetching does
 */
export async function listPlatforms(index: Manifest, context: ListPlatformsContext): Promise<PlatformManifest[]> {
  const list: List = { ...context, images: [], artifacts: [], problems: [], steps: 0 };
  await collect(index, list, MAX_DEPTH);
  const images = await dropArtifacts(list);
  if (images.length === 0 && list.problems.length === 0) {
    throw registryError("NOT_AN_IMAGE", { doing: context.doing, reason: `it is ${nameArtifact(list.artifacts)}` });
  }
  return [
    ...images.map(({ digest, platform }) => ({
      digest,
      platform: platform && formatPlatform(platform),
      isAlone: platform !== undefined && countOf(platform, images) === 1,
    })),
    ...list.problems.map((problem) => ({ problem })),
  ];
}

interface List extends ListPlatformsContext {
  readonly images: IndexEntry[];
  readonly artifacts: string[];
  readonly problems: string[];
  steps: number;
}

async function collect(index: Manifest, list: List, depth: number): Promise<void> {
  const { entries, artifacts, problems } = readEntries(index, list);
  list.artifacts.push(...artifacts);
  list.problems.push(...problems);
  for (const entry of entries) {
    countStep(list);
    const child = entry.platform === undefined || entry.isIndex ? await fetchChild(entry, list) : undefined;
    if (child === null) continue;
    if (child?.isIndex && depth > 1) await collect(child, list, depth - 1);
    else if (child?.isIndex) list.problems.push("there is an index in an index in it, which is too deep");
    else if (child === undefined || !isArtifact(child, list)) add(entry, list);
  }
}

/** Nothing where the registry does not have it: mirrors leave attestations out. Other entries have a problem then. */
async function fetchChild({ digest, isUnknown }: IndexEntry, list: List): Promise<Manifest | null> {
  try {
    return await list.fetch(digest);
  } catch (error) {
    if (!isScanError(error) || error.code !== "IMAGE_NOT_FOUND") throw error;
    if (!isUnknown) list.problems.push(`the registry does not have ${digest}, which it names`);
    return null;
  }
}

function add(entry: IndexEntry, { images }: List): void {
  const isTwice = images.some(({ digest, platform }) => digest === entry.digest && isEqual(platform, entry.platform));
  if (!isTwice) images.push(entry);
}

/** Of several entries for one platform, most often one is the image. */
async function dropArtifacts(list: List): Promise<IndexEntry[]> {
  const images: IndexEntry[] = [];
  for (const entry of list.images) {
    const isOne = entry.platform === undefined || countOf(entry.platform, list.images) === 1;
    if (!isOne) countStep(list);
    const child = isOne ? undefined : await fetchChild(entry, list);
    if (child === undefined || (child !== null && !isArtifact(child, list))) images.push(entry);
  }
  return images;
}

function isArtifact({ content }: Manifest, { artifacts }: List): boolean {
  const artifact = toKind(content) === "schema 1" ? undefined : findArtifact(content);
  if (artifact !== undefined) artifacts.push(artifact);
  return artifact !== undefined;
}

function countStep(list: List): void {
  if (++list.steps <= MAX_STEPS) return;
  const reason = `there are more than ${MAX_STEPS} images in it`;
  throw registryError("IMAGE_INDEX", { doing: list.doing, reason });
}

function countOf(platform: Platform, entries: readonly IndexEntry[]): number {
  return entries.filter((entry) => isEqual(entry.platform, platform)).length;
}

function isEqual(a: Platform | undefined, b: Platform | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isSamePlatform(a, b) && (a.osVersion ?? "") === (b.osVersion ?? "");
}
