import type { ScanRecord } from "../../../../core/mod.ts";
import type { ImageSource } from "../../../lib/options/image_sources.ts";
import type {} from "../../../lib/scanning/image_data.ts";

/** Where the image of a target is taken from: what was built here is in this machine's Docker, and nowhere else. */
export function toSources({ data }: Pick<ScanRecord, "data">, wanted: readonly ImageSource[]): readonly ImageSource[] {
  return data.imageId === undefined ? wanted : ["docker"];
}

/** What is scanned. */
export interface Scanned {
  /** The name that it is scanned by. */
  readonly image: string;
  readonly sources: readonly ImageSource[];
}

/**
 * Leaves out a digest that says nothing of what will be scanned, so that no result is shared or kept by it: the id of an
 * image that Docker has, where the image is then taken from its registry.
 */
export function withOwnDigest(record: ScanRecord, { image, sources }: Scanned): ScanRecord {
  const { digest, imageId } = record.data;
  const isOwn = digest === undefined || digest === imageId || image.endsWith(`@${digest}`) || sources[0] === "docker";
  if (isOwn) return record;
  const { digest: _, ...data } = record.data;
  return { ...record, data };
}
