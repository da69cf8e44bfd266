import { join } from "node:path";
import type { ImageSource } from "../../_image_sources/mod.ts";
import { VULNERABILITY_DB } from "../db/kinds.ts";
import { loadMetadata } from "../db/metadata.ts";
import type { Program } from "../program.ts";
import { describeSource } from "../scan/image_source.ts";
import type { TrivyReport } from "./schema.ts";

/** Facts about a scan, by the keys that reports show them under. */
export type ScanDetails = Readonly<Record<string, string>>;

/** What is the same for all scans of a run: which Trivy, with a database of when. */
export async function loadRunDetails(program: Program, cacheDir: string): Promise<ScanDetails> {
  const { updatedAt } = await loadMetadata(join(cacheDir, VULNERABILITY_DB.folder, "metadata.json"));
  const { version } = program.capabilities;
  return {
    scanner: "trivy",
    ...(version !== undefined && { scanner_version: version }),
    db_updated_at: updatedAt.toISOString(),
  };
}

/** What is a scan's own: the digest of the image, where the registry told it, its platform, and where it came from. */
export function toScanDetails(report: TrivyReport, sources: readonly ImageSource[]): ScanDetails {
  const digest = report.Metadata?.RepoDigests?.[0]?.split("@")[1];
  const platform = toPlatform(report);
  return {
    ...(digest !== undefined && { digest }),
    ...(platform !== undefined && { platform }),
    image_source: describeSource(sources, report),
  };
}

/** The platform of the image that was scanned: `linux/amd64`. */
function toPlatform({ Metadata }: TrivyReport): string | undefined {
  const { os, architecture } = Metadata?.ImageConfig ?? {};
  return os && architecture ? `${os}/${architecture}` : undefined;
}
