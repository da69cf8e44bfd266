import type { PluginContext, ProcessorHooks, ScanData } from "../../../core/mod.ts";
import {
  findReferenceMistake,
  formatReference,
  parseReference,
  type Reference,
  toCanonical,
} from "../../lib/clients/oci/mod.ts";
import { openRegistry, toLookUpFailure } from "../../lib/clients/registry/mod.ts";
import { parseDuration } from "../../lib/options/duration.ts";
import { type ImageSource, isRemoteOnly } from "../../lib/options/image_sources.ts";
import type {} from "../../lib/scanning/image_data.ts";
import { createLocalLookup } from "./local_lookup.ts";
import type { DigestOptions } from "./options.ts";
import { createRemoteLookup } from "./remote_lookup.ts";

/** Opens the registry client and returns the hooks that look digests up. */
export async function setup(options: DigestOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  const { timeout, imageSources, insecure } = options;
  const registry = await openRegistry(ctx, { insecure, timeoutMs: parseDuration(timeout) ?? 0 });
  const lookUp = createRemoteLookup({ registry, log: ctx.log, signal: ctx.signal });
  const lookUpLocally = createLocalLookup(ctx);

  async function lookUpIn(source: ImageSource, image: string): Promise<Partial<ScanData>> {
    if (source === "docker") {
      const found = await lookUpLocally(image);
      if (!("id" in found)) return { unresolved: toLookUpFailure({ ...found, isCertain: false }) };
      return { image: { reference: image, imageId: found.id, source: "docker" } };
    }
    // Nobody asks Podman or containerd here, nor what comes after a source that gave no answer: it is not known then.
    if (source !== "remote") return {};
    const reference = parseReference(image);
    const found = await lookUp(toCanonical(reference));
    if ("failure" in found) {
      if (found.isCertain && isRemoteOnly(imageSources)) throw found.failure;
      return { unresolved: toLookUpFailure(found) };
    }
    const { digest } = found;
    // Trivy takes no other: by its tag it gets the image all the same.
    if (reference.digest === undefined && !digest.startsWith("sha256:")) return {};
    const pinned = reference.digest === undefined ? toPinned(reference, digest) : image;
    return { image: { reference: pinned, digest, source: "registry" } };
  }

  return {
    async process({ target, data }) {
      // What was built in this pipeline is in no registry.
      if (data.image?.imageId !== undefined) return;
      const image = data.image?.reference ?? target.image;
      // What is no reference, the scanner has better words for.
      if (image === undefined || findReferenceMistake(image) !== undefined) return;
      let found: Partial<ScanData> = {};
      for (const source of imageSources) {
        found = await lookUpIn(source, image);
        // What Docker does not have, the next one may; after the others nothing is certain.
        if (source !== "docker" || found.image !== undefined) break;
      }
      return found;
    },
  };
}

/** By digest the image is what it was when it was looked up, and Docker's copy of an older one is not taken for it. */
function toPinned({ tag: _, ...name }: Reference, digest: string): string {
  return formatReference({ ...name, digest });
}
