import type { ImageSource } from "../../../lib/options/image_sources.ts";
import { trivyError } from "../errors.ts";
import type { TrivyOptions } from "../options.ts";
import type { Capabilities } from "../program/binary/capabilities.ts";
import { buildFlags, findUnsupported } from "./option_table.ts";

/** What the options say to every scan of a run. */
export interface ScanSettings {
  readonly args: readonly string[];
  /** As variables: what an older Trivy may do without. */
  readonly variables: Readonly<Record<string, string>>;
  /** For targets that name none. */
  readonly platform?: string | undefined;
  /** Where images are taken from that were not built here, in order. */
  readonly imageSources: readonly ImageSource[];
  /** What this Trivy does not do although it is the default, for a warning. */
  readonly shortfall?: string | undefined;
}

/**
 * Makes what every scan gets of the options.
 *
 * @throws {ScanError} TRIVY_OPTION where this Trivy cannot do what they ask for
 */
export function buildScanSettings(options: TrivyOptions, capabilities: Capabilities): ScanSettings {
  const { scanners, offline, platform, imageSources } = options;
  const unsupported = findUnsupported(options, capabilities);
  const version = capabilities.version ?? "an older build";
  const lacking = unsupported.filter(({ isDefault }) => !isDefault).map(({ name, since }) => `${name} needs ${since}`);
  if (lacking.length > 0) throw trivyError("TRIVY_OPTION", { lacking: lacking.join(", "), version });
  const missed = unsupported.map(({ name, since }) => `${name} needs ${since}`);
  return {
    args: buildFlags(options, capabilities),
    variables: {
      // They are downloaded once for the run; the former name is for a Trivy before 0.54.
      ...(scanners.includes("misconfig") && { TRIVY_SKIP_CHECK_UPDATE: "true", TRIVY_SKIP_POLICY_UPDATE: "true" }),
      ...(offline && { TRIVY_OFFLINE_SCAN: "true" }),
    },
    platform,
    imageSources,
    shortfall:
      missed.length === 0 ? undefined : `This Trivy is ${version}, and ${missed.join(", ")}: continuing without`,
  };
}
