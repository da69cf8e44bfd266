import type { Logger, ScanData, ScanRecord } from "../../../../core/mod.ts";
import {
  type CanonicalReference,
  findReferenceMistake,
  formatReference,
  parseReference,
  type Reference,
  toCanonical,
} from "../../../lib/clients/oci/mod.ts";
import {
  createAskPatiently,
  type InspectedImage,
  type InspectOptions,
  type Registry,
  toLookUpFailure,
} from "../../../lib/clients/registry/mod.ts";
import { type ImageSource, isRemoteOnly } from "../../../lib/options/image_sources.ts";
import type {} from "../../../lib/scanning/image_data.ts";
import { trivyError } from "../errors.ts";

/** What is to be scanned, as far as it is known before its registry is asked. */
export interface Wanted {
  readonly image: string;
  /** `os/arch[/variant]`, or `"any"`. */
  readonly platform?: string | undefined;
  readonly sources: readonly ImageSource[];
  readonly record: ScanRecord;
}

/** What Trivy is asked for. */
export interface Subject {
  /** The image, where need be by the digest of the manifest that is meant. */
  readonly image: string;
  /** Absent where the image is there for one platform, which Trivy takes anyway. */
  readonly platform?: string | undefined;
  /** What the registry says of it; absent where it was not asked, or gave no answer. */
  readonly inspected?: Pick<InspectedImage, "digest" | "platform">;
  /** Why the registry does not answer us; Trivy may get further. */
  readonly unresolved?: ScanData["unresolved"] | undefined;
}

/** Looks at an image in its registry before it is scanned. */
export type FindSubject = (wanted: Wanted) => Promise<Subject>;

/** What subjects are found with. */
export interface FindSubjectOptions {
  /** Called when the first image is to be scanned. */
  readonly openRegistry: () => Promise<Pick<Registry, "inspectImage" | "ping">>;
  readonly log: Logger;
  /** The run's. */
  readonly signal: AbortSignal;
}

/** What the registry holds under that name is certainly nothing that can be scanned. */
const CERTAIN: ReadonlySet<string> = new Set([
  "NOT_AN_IMAGE",
  "PLATFORM_NOT_FOUND",
  "IMAGE_SCHEMA_1",
  "IMAGE_ENCRYPTED",
  "IMAGE_DIGESTS",
  "IMAGE_INDEX",
  "REGISTRY_FALSE_DIGEST",
]);

/**
 * Makes what looks at images of registries before a scan: Trivy finds nothing in what is no image, and takes it for
 * clean. Where the registry does not answer us, it may answer Trivy, unless that is certain, or the registry has said the
 * digest and refuses the manifest: see `digest`.
 *
 * @throws {ScanError} NOT_AN_IMAGE, PLATFORM_NOT_FOUND, IMAGE_SCHEMA_1, IMAGE_ENCRYPTED, IMAGE_DIGESTS, IMAGE_INDEX,
 * REGISTRY_FALSE_DIGEST, BAD_REFERENCE, REGISTRY_CA, and of the look at it IMAGE_NOT_FOUND and those of the whole registry
 */
export function createFindSubject({ openRegistry, log, signal }: FindSubjectOptions): FindSubject {
  let inspecting: ReturnType<typeof open> | undefined;

  async function open() {
    const registry = await openRegistry();
    const ask = createAskPatiently({ registry, log, signal });
    return ({ reference, options }: Question) =>
      ask({ reference, doing: "look at", ask: () => registry.inspectImage(reference, options) });
  }

  return async ({ image, platform, sources, record }) => {
    const { unresolved } = record.data;
    const flag = platform === "any" ? undefined : platform;
    const asNamed = { image, platform: flag, unresolved };
    if (!sources.includes("remote") || findReferenceMistake(image) !== undefined) return asNamed;
    const reference = parseReference(image);
    checkDigest(reference, image);
    // What has no digest may be another image, of this machine.
    if (!isRemoteOnly(sources) && reference.digest === undefined) return asNamed;
    if (unresolved !== undefined) return asNamed;
    inspecting ??= open();
    const question = buildQuestion(reference, { record, platform });
    const heard = await (await inspecting)(question);
    if ("refusal" in heard) {
      const { failure } = heard.refusal;
      // It has told us the digest: another login or certificate than ours is not what is missing.
      const isCertain = heard.refusal.isCertain || question.options.told !== undefined;
      if (CERTAIN.has(failure.code) || (isCertain && isRemoteOnly(sources))) throw failure;
      log.debug(`The manifest of "${image}" is not looked at: ${failure.message}`);
      return { ...asNamed, unresolved: toLookUpFailure(heard.refusal) };
    }
    const found = heard.answer;
    const { digest, imageDigest, isHidden } = found;
    const inspected = { digest, platform: found.platform };
    // Of an index, Trivy is asked for the platform that it does find; else it needs no more than the image itself.
    const isChild = isHidden || (platform === "any" && imageDigest !== digest);
    if (isChild) return { image: formatReference({ ...reference, digest: imageDigest }), inspected };
    return { image, ...(imageDigest !== digest && { platform: flag }), inspected };
  };
}

interface Question {
  readonly reference: CanonicalReference;
  readonly options: InspectOptions;
}

/**
 * By the tag, where a digest was looked up for one: not every registry says that of an index as it is. A look-up puts the
 * digest in the tag's place; a reference that has both was pinned by somebody who knows the manifest, such as a DTR.
 */
function buildQuestion(reference: Reference, { record, platform }: Pick<Wanted, "record" | "platform">): Question {
  const { digest, domain, path } = toCanonical(reference);
  const name = record.target.image ?? "";
  const isLookedUp =
    reference.tag === undefined &&
    digest !== undefined &&
    digest === record.data.image?.digest &&
    findReferenceMistake(name) === undefined;
  const named = isLookedUp ? toCanonical(parseReference(name)) : undefined;
  const isTag = named !== undefined && named.domain === domain && named.path === path && named.digest === undefined;
  return isTag
    ? { reference: named, options: { platform, told: digest } }
    : { reference: toCanonical(reference), options: { platform } };
}

/** Trivy knows one kind of digest. */
function checkDigest({ digest }: Reference, image: string): void {
  if (digest === undefined || digest.startsWith("sha256:")) return;
  const reason = "Trivy takes digests of sha256 only: name it by its tag, or by that digest";
  throw trivyError("BAD_REFERENCE", { doing: `scan "${image}"`, reason });
}
