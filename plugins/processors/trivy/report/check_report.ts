import { findReferenceMistake, formatReference, parseReference, toCanonical } from "../../../lib/clients/oci/mod.ts";
import {
  formatPlatform,
  type InspectedImage,
  isWanted,
  type Platform,
  parsePlatform,
} from "../../../lib/clients/registry/mod.ts";
import type { ScanResult } from "../../../lib/scanning/shared_scans.ts";
import { trivyError } from "../errors.ts";
import type { TrivyReport } from "./schema.ts";

/** What a result has to be about. */
export interface PlatformWanted {
  /** The image, as Trivy was asked for it. */
  readonly image: string;
  /** `os/arch[/variant][:os version]`, or `"any"`. */
  readonly platform?: string | undefined;
}

/** What a report has to be about. */
export interface ReportWanted extends PlatformWanted {
  /** What the registry says, where it was asked. */
  readonly inspected?: Pick<InspectedImage, "platform"> | undefined;
}

/**
 * Makes sure that a report is one of the image that was asked for, and of the platform that is wanted, or else that its
 * index names for it.
 *
 * @returns The platform of the image that was scanned, where its config says
 * @throws {ScanError} TRIVY_REPORT_INVALID, NOT_AN_IMAGE, PLATFORM_NOT_FOUND
 */
export function checkReport(report: TrivyReport, { image, platform, inspected }: ReportWanted): Platform | undefined {
  const reason = findStranger(report, image);
  if (reason !== undefined) throw trivyError("TRIVY_REPORT_INVALID", { doing: `scan "${image}"`, reason });
  if (inspected === undefined && isWithoutConfig(report)) {
    const missing = "it has no image's config, and the registry showed us no manifest";
    throw trivyError("NOT_AN_IMAGE", { doing: `scan "${image}"`, reason: missing });
  }
  const there = toPlatform(report, inspected === undefined ? platform : inspected.platform);
  if (there !== undefined) check(there, { image, platform: platform ?? inspected?.platform });
  return there;
}

/**
 * Makes sure that a result, which may be one of another target, is one of the platform that is wanted.
 *
 * @throws {ScanError} PLATFORM_NOT_FOUND
 */
export function checkPlatform({ image }: Pick<ScanResult, "image">, wanted: PlatformWanted): void {
  const there = image.platform;
  if (there !== undefined) check(parsePlatform(there), wanted);
}

function check(there: Platform, { image, platform }: PlatformWanted): void {
  if (platform === undefined || platform === "any" || isWanted(there, parsePlatform(platform))) return;
  const name = formatPlatform(there);
  const reason = `requested was ${platform}, scanned was ${name}`;
  throw trivyError("PLATFORM_NOT_FOUND", { doing: `scan "${image}"`, reason, there: name });
}

/**
 * Whether Trivy has read something else than the config of an image, a chart's values say: each image names its system
 * and architecture.
 *
 * @see {@link https://github.com/opencontainers/image-spec/blob/main/config.md}
 */
function isWithoutConfig({ Metadata }: TrivyReport): boolean {
  const config = Metadata?.ImageConfig;
  return config !== undefined && config !== null && !config.os && !config.architecture;
}

/** By the image's config. Many configs do not name the variant: then it is the one of the name that the image goes by. */
function toPlatform({ Metadata }: TrivyReport, named: string | undefined): Platform | undefined {
  const { os, architecture, variant, "os.version": osVersion } = Metadata?.ImageConfig ?? {};
  if (!os || !architecture) return undefined;
  const bare = { os, architecture, osVersion: osVersion || undefined };
  if (variant || named === undefined || named === "any") return { ...bare, variant: variant || undefined };
  const other = parsePlatform(named);
  const isIt = isWanted({ ...bare, variant: other.variant }, other);
  return { ...bare, variant: isIt ? other.variant : undefined };
}

/** What shows that a report is about something else. */
function findStranger({ ArtifactName, ArtifactType, Metadata }: TrivyReport, image: string): string | undefined {
  if (ArtifactType !== undefined && ArtifactType !== "" && ArtifactType !== "container_image") {
    return `it is one of a ${ArtifactType}, not of an image`;
  }
  if (toFullName(ArtifactName) !== toFullName(image)) return `it is one of "${ArtifactName}"`;
  const [, digest] = image.split("@", 2);
  const digests = Metadata?.RepoDigests ?? [];
  if (digest === undefined || digests.length === 0) return undefined;
  return digests.some((name) => name.endsWith(`@${digest}`)) ? undefined : `it is one of "${digests[0]}"`;
}

function toFullName(image: string): string {
  if (findReferenceMistake(image) !== undefined) return image;
  const { tag, ...reference } = toCanonical(parseReference(image));
  // Beside a digest, a tag says nothing.
  return formatReference(reference.digest === undefined && tag !== undefined ? { ...reference, tag } : reference);
}
