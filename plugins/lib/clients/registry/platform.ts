/** What an image is for, as its index or its config names it. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
  /** Of Windows: `10.0.20348.2113`. */
  readonly osVersion?: string | undefined;
}

/** What Trivy takes of an index where no platform is wanted, on whatever machine. */
export const DEFAULT_PLATFORM: Platform = { os: "linux", architecture: "amd64" };

/** Other names of an architecture, as containerd knows them. */
const ALIASES: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
  aarch64: ["arm64"],
  x86_64: ["amd64"],
  "x86-64": ["amd64"],
  i386: ["386"],
  armhf: ["arm", "v7"],
  armel: ["arm", "v6"],
};
/** The variant that is meant where none is named. */
const DEFAULT_VARIANTS: Readonly<Record<string, string>> = { arm: "v7", arm64: "v8", amd64: "v1" };

/** Reads `os/architecture[/variant][:os version]`. */
export function parsePlatform(text: string): Platform {
  const [name = "", osVersion] = text.split(/:(.*)/s, 2);
  const [os = "", architecture = "", variant] = name.split("/");
  return { os, architecture, variant, osVersion };
}

/** Writes a platform as Docker and Trivy take it: the inverse of {@linkcode parsePlatform}. */
export function formatPlatform({ os, architecture, variant, osVersion }: Platform): string {
  return `${os}/${architecture}${variant ? `/${variant}` : ""}${osVersion ? `:${osVersion}` : ""}`;
}

/** Whether two platforms are the same, variants that go without saying included. The version of the OS is not looked at. */
export function isSamePlatform(a: Platform, b: Platform): boolean {
  return isSameArchitecture(a, b) && toVariant(a) === toVariant(b);
}

/**
 * Whether an image for one platform is what is wanted: a variant that is not named may be any. Of the OS's versions the
 * builds are compared, where both are named: `10.0.20348.2113` is another revision of `10.0.20348.1`.
 *
 * @see {@link https://github.com/containerd/platforms}
 */
export function isWanted(there: Platform, wanted: Platform): boolean {
  const isVariantWanted = toCanonical(wanted).variant !== undefined;
  if (isVariantWanted ? !isSamePlatform(there, wanted) : !isSameArchitecture(there, wanted)) return false;
  const [a, b] = [there.osVersion, wanted.osVersion];
  return !a || !b || toBuild(a) === toBuild(b);
}

function isSameArchitecture(a: Platform, b: Platform): boolean {
  return a.os.toLowerCase() === b.os.toLowerCase() && toCanonical(a).architecture === toCanonical(b).architecture;
}

function toVariant(platform: Platform): string {
  const { architecture, variant } = toCanonical(platform);
  return variant ?? DEFAULT_VARIANTS[architecture] ?? "";
}

function toCanonical({ architecture, variant }: Platform): { architecture: string; variant: string | undefined } {
  const lower = architecture.toLowerCase();
  const [name, implied] = ALIASES[lower] ?? [lower];
  const named = variant?.toLowerCase().replace(/^(?=\d)/, "v") || implied;
  return { architecture: name, variant: named };
}

function toBuild(version: string): string {
  return version.split(".", 3).join(".");
}
