import type { ScanRecord } from "../../../../core/mod.ts";
import type { ImageSource } from "../../../lib/options/image_sources.ts";

/** Where the image of a target is taken from: what was built here is in this machine's Docker, and nowhere else. */
export function toSources({ target, data }: ScanRecord, wanted: readonly ImageSource[]): readonly ImageSource[] {
  const isBuilt = data.image?.source === "docker" && data.image.reference !== target.image;
  return isBuilt ? ["docker"] : wanted;
}

/** What is scanned. */
export interface Scanned {
  /** The name that it is scanned by. */
  readonly image: string;
  readonly sources: readonly ImageSource[];
}

/**
 * Leaves out what says nothing of the image that will be scanned, so that no result is shared or kept by it: the id of
 * one that Docker has, where the image is then taken from its registry.
 */
export function withOwnDigest(record: ScanRecord, { image, sources }: Scanned): ScanRecord {
  const { digest, imageId, ...facts } = record.data.image ?? {};
  if (record.data.image === undefined || sources[0] === "docker") return record;
  const isPinned = digest !== undefined && image.endsWith(`@${digest}`);
  const own = { ...facts, reference: image, source: record.data.image.source, ...(isPinned && { digest }) };
  return { ...record, data: { ...record.data, image: own } };
}
