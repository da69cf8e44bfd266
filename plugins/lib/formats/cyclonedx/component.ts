import { hash } from "node:crypto";
import type { ListedPackage, VulnerabilityFinding } from "../../../../core/kit.ts";
import { type Outcome, targetName } from "../../../../core/mod.ts";
import { type Doubt, describeDoubt } from "../doubts.ts";
import { buildImagePurls } from "../image_purl.ts";
import { plainLine } from "../plain_text.ts";

const MAX_TEXT = 1_000;
const MAX_LICENSES = 20;

/** How much of an image's packages a file lists: what `compositions` says. Nobody can know that they are all. */
export type Listing = "all" | "with-findings" | "none";

/** A short reference: the same for the same parts. */
export function buildRef(...parts: readonly string[]): string {
  return hash("sha256", JSON.stringify(parts)).slice(0, 16);
}

/** What a package is told apart by within its image. */
export function packageKey({ class: kind, type, name, version, path = "" }: ListedPackage): string {
  return JSON.stringify([kind, type, name, version, path]);
}

/** The package that a vulnerability is in, as lists of packages have it. */
export function packageOf({ package: found, location }: VulnerabilityFinding): ListedPackage {
  const { path, layer } = location;
  return { ...found, ...(path !== undefined && { path }), ...(layer && { layer }) };
}

/** A package as a component. */
export function buildPackage(listed: ListedPackage, ref: string) {
  const { name, version, purl, path, licenses = [], layer } = listed;
  const named = [...new Set(licenses.map((license) => plainLine(license, MAX_TEXT)))].filter(Boolean);
  return {
    type: "library",
    "bom-ref": ref,
    name: plainLine(name, MAX_TEXT) || "unknown",
    ...(version !== "" && { version: plainLine(version, MAX_TEXT) }),
    ...(purl && { purl: plainLine(purl, 2 * MAX_TEXT) }),
    ...(named.length > 0 && {
      licenses: named.slice(0, MAX_LICENSES).map((license) => ({ license: { name: license } })),
    }),
    ...(path !== undefined && { evidence: { occurrences: [{ location: plainLine(path, MAX_TEXT) || "/" }] } }),
    properties: toProperties([
      ["package-type", listed.type],
      ["layer", layer?.diffId ?? layer?.digest],
    ]),
  };
}

/** What is said of an image beside its packages. */
export interface ImageParts {
  readonly outcome: Outcome;
  readonly ref: string;
  readonly listing: Listing;
  readonly doubts: readonly Doubt[];
}

/** An image as a component, without its packages. */
export function buildImage({ outcome, ref, listing, doubts }: ImageParts) {
  const { target, data, pipeline, status } = outcome;
  const { digest } = data.image ?? {};
  const purl = buildImagePurls(outcome)?.named;
  return {
    type: "container",
    "bom-ref": ref,
    name: plainLine(targetName(target), MAX_TEXT) || "unknown",
    ...(digest !== undefined && { version: plainLine(digest, MAX_TEXT) }),
    ...(purl !== undefined && { purl }),
    properties: toProperties([
      ["pipeline", pipeline],
      ["platform", target.platform ?? data.image?.platform],
      ["min-severity", target.minSeverity],
      ["status", status],
      ["packages", listing],
      ...doubts.map((doubt) => [doubt.kind, `${doubt.code}: ${describeDoubt(outcome, doubt)}`] as const),
    ]),
  };
}

/** The operating system of an image as a component. */
export function buildSystem({ data }: Outcome, ref: string) {
  const { family = "", version = "" } = data.image?.os ?? {};
  if (family === "") return undefined;
  return {
    type: "operating-system",
    "bom-ref": ref,
    name: plainLine(family, MAX_TEXT),
    ...(version !== "" && { version: plainLine(version, MAX_TEXT) }),
  };
}

/** Properties of ours, those without a value left out. */
export function toProperties(entries: readonly (readonly [string, string | undefined])[]) {
  return entries.flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [{ name: `hullscan:${name}`, value: plainLine(value, MAX_TEXT) }],
  );
}
