import type { ScanRecord } from "../../../../core/mod.ts";
import type { TrivyReport } from "./schema.ts";

/** What was scanned. */
export interface ScannedImage {
  /** The name that it was scanned by. */
  readonly image: string;
  readonly report: Pick<TrivyReport, "Metadata">;
}

/**
 * Whether a scan was certainly one of the image whose digest a record has. What is scanned by that digest is. What only
 * Docker has is scanned by its name, and that may stand for another image since the digest was looked up.
 */
export function isSameImage({ data }: Pick<ScanRecord, "data">, { image, report }: ScannedImage): boolean {
  const content = data.image?.digest ?? data.image?.imageId;
  if (content === undefined) return false;
  const { ImageID, RepoDigests } = report.Metadata ?? {};
  return [image, ...(RepoDigests ?? [])].some((name) => name.endsWith(`@${content}`)) || ImageID === content;
}
