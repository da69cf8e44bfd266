import { isScanError, type PreflightContext, type ScanError } from "../../../core/mod.ts";
import { findReferenceMistake, parseReference, toCanonical } from "../../lib/clients/oci/mod.ts";
import { openRegistry } from "../../lib/clients/registry/mod.ts";
import { type ListFile, readEntries } from "../../lib/list_file/mod.ts";

/** How many registries are asked at a time. */
const LANES = 8;
/** How many images that cannot be had are named. */
const NAMED_MISSING = 10;
/** Of one image only; after anything else the registry is not asked for more. */
const OF_ONE_IMAGE: ReadonlySet<string> = new Set([
  "IMAGE_NOT_FOUND",
  "REGISTRY_AUTH",
  "REGISTRY_BAD_ANSWER",
  "REGISTRY_POLICY",
]);

/** What is known of the list before its images are asked for. */
export interface TellImagesOptions {
  /** Registries that are told of already, and not asked. */
  readonly silent: ReadonlySet<string>;
}

/**
 * Asks for each image of a list with HEAD, a few at a time, and tells `scan check` which of them a run would lose.
 *
 * @throws {ScanError} LIST_UNREADABLE, REGISTRY_CA, ABORTED
 */
export async function tellImages(file: ListFile, ctx: PreflightContext, { silent }: TellImagesOptions): Promise<void> {
  const registry = await openRegistry(ctx, { insecure: false });
  const left = new Set(silent);
  let asked = 0;
  let there = 0;
  let missing = 0;

  function note(error: ScanError, domain: string): void {
    if (!OF_ONE_IMAGE.has(error.code)) {
      if (!left.has(domain)) ctx.foresee(error);
      left.add(domain);
      return;
    }
    missing += 1;
    if (missing <= NAMED_MISSING) ctx.foresee(error);
  }

  const entries = readEntries(file);
  async function ask(): Promise<void> {
    for (let next = await entries.next(); !next.done; next = await entries.next()) {
      ctx.signal.throwIfAborted();
      const { text, isTooLong } = next.value;
      if (isTooLong || findReferenceMistake(text) !== undefined) continue;
      const reference = toCanonical(parseReference(text));
      asked += 1;
      if (left.has(reference.domain)) continue;
      try {
        await registry.fetchDescriptor(reference);
        there += 1;
      } catch (error) {
        if (!isScanError(error) || error.code === "ABORTED") throw error;
        note(error, reference.domain);
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: LANES }, ask));
  } finally {
    await entries.return(undefined);
  }
  ctx.note(`${there} of ${asked} images of ${file.name} are there`);
  if (missing > NAMED_MISSING) {
    ctx.note(`${missing} images of ${file.name} cannot be had; the first ${NAMED_MISSING} are named`);
  }
  const unasked = asked - there - missing;
  if (unasked > 0)
    ctx.note(`${unasked} images of ${file.name} were not found out about: their registries do not answer`);
}
