import { join } from "node:path";
import { formatPlatform, type Platform } from "../../../lib/clients/registry/mod.ts";
import type { ImageSource } from "../../../lib/options/image_sources.ts";
import { VULNERABILITY_DB } from "../databases/kinds.ts";
import { loadMetadata } from "../databases/metadata.ts";
import type { Program } from "../program/program.ts";
import type { TrivyReport } from "./schema.ts";

/** Facts about a scan, by the keys that reports show them under. */
export type ScanDetails = Readonly<Record<string, string | boolean>>;

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

/** What a scan was one of, besides what its report says. */
export interface ScanFacts {
  readonly sources: readonly ImageSource[];
  readonly there: Platform | undefined;
  /** The digest of the image's index, where Trivy was given that of one of its images. */
  readonly digest?: string;
}

/** What is a scan's own: the digest of the image, where the registry told it, its platform, and where it came from. */
export function toScanDetails(report: TrivyReport, { sources, there, digest: ofIndex }: ScanFacts): ScanDetails {
  const digest = ofIndex ?? report.Metadata?.RepoDigests?.[0]?.split("@")[1];
  return {
    ...(digest !== undefined && { digest }),
    ...(there !== undefined && { platform: toShortPlatform(there) }),
    image_source: describeSource(sources, report),
    ...toImageDetails(report),
  };
}

/** What Trivy says of the image: its id, its operating system, and whether that is past its end of life. */
function toImageDetails({ Metadata }: Pick<TrivyReport, "Metadata">): ScanDetails {
  const { ImageID, OS } = Metadata ?? {};
  const os = [OS?.Family ?? "", OS?.Name ?? ""].join(" ").trim();
  return {
    ...(ImageID && { image_id: ImageID }),
    ...(os !== "" && { os, end_of_life: OS?.EOSL === true }),
  };
}

/** `linux/amd64`, `linux/arm/v7`: without what goes without saying. */
function toShortPlatform({ os, architecture, variant }: Platform): string {
  const isUsual = architecture === "arm64" && variant === "v8";
  return formatPlatform({ os, architecture, variant: isUsual ? undefined : variant });
}

/**
 * Where an image came from, in words: `remote`; of several sources, all that it can be, in the order in which they were
 * asked. What comes from a registry has a digest there.
 */
function describeSource(sources: readonly ImageSource[], { Metadata }: Pick<TrivyReport, "Metadata">): string {
  const isLocal = Metadata?.RepoDigests?.length === 0 || Metadata?.RepoDigests === undefined;
  const possible = sources.filter((source) => source !== "remote" || !isLocal);
  return [...new Set(possible.length > 0 ? possible : sources)].join(" or ");
}
