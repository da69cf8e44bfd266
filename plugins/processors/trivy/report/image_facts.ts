import type { ImageFacts } from "../../../../core/mod.ts";
import { formatPlatform, type Platform } from "../../../lib/clients/registry/mod.ts";
import type { ImageSource } from "../../../lib/options/image_sources.ts";
import type { TrivyReport } from "./schema.ts";

/** What was scanned, besides what its report says. */
export interface Scanned {
  /** The image, as Trivy was asked for it. */
  readonly reference: string;
  readonly sources: readonly ImageSource[];
  readonly there: Platform | undefined;
  /** The digest of the image's index, where Trivy was given that of one of its images. */
  readonly digest?: string;
}

type Metadata = NonNullable<TrivyReport["Metadata"]>;

/** What a report says of the image. */
export function toImageFacts(
  report: Pick<TrivyReport, "Metadata">,
  { reference, sources, there, digest: ofIndex }: Scanned,
): ImageFacts {
  const metadata: Partial<Metadata> = report.Metadata ?? {};
  const { ImageID, RepoDigests, Size, DiffIDs, ImageConfig } = metadata;
  const digest = ofIndex ?? RepoDigests?.[0]?.split("@")[1];
  const labels = ImageConfig?.config?.Labels;
  return {
    reference,
    ...(digest !== undefined && { digest }),
    ...(ImageID && { imageId: ImageID }),
    ...(there !== undefined && { platform: toShortPlatform(there) }),
    source: describeSource(sources, metadata),
    ...toSystem(metadata),
    ...(DiffIDs?.length && { layers: DiffIDs.map(String) }),
    ...(Size !== undefined && { size: Size }),
    ...(ImageConfig?.created && { createdAt: ImageConfig.created }),
    ...(labels && Object.keys(labels).length > 0 && { labels }),
  };
}

/** The operating system of an image. */
export function toSystem({ OS }: Partial<Metadata>): Pick<ImageFacts, "os"> {
  const { Family: family = "", Name: version = "", EOSL } = OS ?? {};
  return family === "" && version === "" ? {} : { os: { family, version, isEndOfLife: EOSL === true } };
}

/** `linux/amd64`, `linux/arm/v7`: without what goes without saying. */
function toShortPlatform({ os, architecture, variant }: Platform): string {
  const isUsual = architecture === "arm64" && variant === "v8";
  return formatPlatform({ os, architecture, variant: isUsual ? undefined : variant });
}

/**
 * Where an image came from, in words: `registry`; of several sources, all that it can be, in the order in which they
 * were asked. What comes from a registry has a digest there.
 */
function describeSource(sources: readonly ImageSource[], { RepoDigests }: Partial<Metadata>): string {
  const isLocal = RepoDigests === undefined || RepoDigests === null || RepoDigests.length === 0;
  const possible = sources.filter((source) => source !== "remote" || !isLocal);
  const names = (possible.length > 0 ? possible : sources).map((source) => (source === "remote" ? "registry" : source));
  return [...new Set(names)].join(" or ");
}
