import { type ImageSource, isRemoteOnly } from "../../../lib/options/image_sources.ts";
import type { TrivyOptions } from "../options.ts";
import { type Capabilities, canDo, type Feature } from "../program/binary/capabilities.ts";

/** The options that say what a scan looks for. */
export type ScanOptions = Pick<
  TrivyOptions,
  "scanners" | "platform" | "imageSources" | "packages" | "ignoreUnfixed" | "skipFiles" | "skipDirs"
>;

/** What is done where a Trivy cannot do what is asked of it. */
interface Requirement {
  /** As a config says it: `platform`, `scanners: ["license"]`. */
  readonly name: string;
  readonly needs: Feature;
  readonly isAsked: (options: ScanOptions) => boolean;
  /** It is what runs without a word from the user, too: say so and go on. @default {false} */
  readonly isDefault?: boolean;
}

/** Before, Docker, containerd and Podman were asked first, each time. */
const CHOOSES_SOURCES: Feature = { since: 42, listed: "--image-src" };

/** What Trivy must have come to before it can do what options ask for. All else is older than 0.30. */
const REQUIREMENTS: readonly Requirement[] = [
  {
    name: 'scanners: ["secret"]',
    needs: { since: 27, listed: "--secret-config" },
    isAsked: ({ scanners }) => scanners.includes("secret"),
    isDefault: true,
  },
  {
    name: 'scanners: ["license"]',
    needs: { since: 31, listed: "--license-full" },
    isAsked: ({ scanners }) => scanners.includes("license"),
  },
  {
    name: "platform",
    needs: { since: 33, listed: "--platform" },
    isAsked: ({ platform }) => platform !== undefined && platform !== "any",
  },
  {
    // That it takes images from nowhere but the registry is seen to without the flag.
    name: "imageSources",
    needs: CHOOSES_SOURCES,
    isAsked: ({ imageSources }) => !isRemoteOnly(imageSources),
  },
];

/** What a Trivy cannot do of what is asked for. */
export interface Unsupported {
  readonly name: string;
  /** The release that can: `0.49`. */
  readonly since: string;
  readonly isDefault: boolean;
}

/** Finds what a Trivy cannot do of what the options ask for. */
export function findUnsupported(options: ScanOptions, capabilities: Capabilities): readonly Unsupported[] {
  const lacking = REQUIREMENTS.filter(({ needs, isAsked }) => isAsked(options) && !canDo(capabilities, needs));
  return lacking.map(({ name, needs, isDefault = false }) => ({ name, since: `0.${needs.since}`, isDefault }));
}

/** The scanners that Trivy runs when none is named. */
const DEFAULT_SCANNERS = ["vuln", "secret"] as const;

/** `config` was what it was called before. */
const NAMED_MISCONFIG: Feature = { since: 48, listed: "--parallel" };

/** The flags that options become, the platform apart: that may be each target's own. */
export function buildFlags(options: ScanOptions, capabilities: Capabilities): readonly string[] {
  const { packages, ignoreUnfixed, skipFiles, skipDirs } = options;
  return [
    ...buildScannerFlags(options, capabilities),
    ...(packages ? ["--list-all-pkgs"] : []),
    ...(ignoreUnfixed ? ["--ignore-unfixed"] : []),
    ...skipFiles.map((path) => `--skip-files=${quoteCsv(path)}`),
    ...skipDirs.map((path) => `--skip-dirs=${quoteCsv(path)}`),
  ];
}

/**
 * The flags that say where an image is taken from. They are not in the table of flags: a Trivy that calls them unknown is
 * too old, and never started without them.
 *
 * @returns Nothing where this Trivy has none
 */
export function buildSourceFlags(
  sources: readonly ImageSource[],
  capabilities: Capabilities,
): readonly string[] | undefined {
  return canDo(capabilities, CHOOSES_SOURCES) ? ["--image-src", [...new Set(sources)].join(",")] : undefined;
}

/** Written for 0.37 and later; what the flag was called before stands in the table of flags. */
function buildScannerFlags({ scanners }: ScanOptions, capabilities: Capabilities): readonly string[] {
  const wanted = [...new Set(scanners)];
  const isDefault =
    wanted.length === DEFAULT_SCANNERS.length && DEFAULT_SCANNERS.every((one) => scanners.includes(one));
  if (isDefault) return [];
  const misconfig = canDo(capabilities, NAMED_MISCONFIG) ? "misconfig" : "config";
  return ["--scanners", wanted.map((scanner) => (scanner === "misconfig" ? misconfig : scanner)).join(",")];
}

/** Trivy takes a comma for the begin of the next value, unless quotes are around it. */
function quoteCsv(value: string): string {
  return /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
