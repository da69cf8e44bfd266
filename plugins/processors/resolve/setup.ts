import type { PluginContext, ProcessorHooks } from "../../../core/mod.ts";
import {
  findReferenceMistake,
  formatReference,
  parseReference,
  type Reference,
  toCanonical,
} from "../../clients/oci/mod.ts";
import { openRegistry } from "../../clients/registry/mod.ts";
import { parseDuration } from "../_duration/mod.ts";
import { createLocalLookup } from "./local_lookup.ts";
import type { ResolveOptions } from "./options.ts";
import { createRemoteLookup } from "./remote_lookup.ts";

/** Opens the registry client and returns the hooks that look digests up. */
export async function setup(options: ResolveOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  const { timeout, docker, insecure } = options;
  const registry = await openRegistry(ctx, { insecure, timeoutMs: parseDuration(timeout) ?? 0 });
  const lookUp = createRemoteLookup({ registry, log: ctx.log });
  const lookUpLocally = docker ? createLocalLookup(ctx) : undefined;

  return {
    async process({ target, data }) {
      // What was built in this pipeline is in no registry.
      if (data.imageId !== undefined) return { digest: data.imageId };
      const image = data.image ?? target.image;
      // What is no reference, the scanner has better words for.
      if (image === undefined || findReferenceMistake(image) !== undefined) return;
      const reference = parseReference(image);
      const found = await lookUp(toCanonical(reference));
      if (found === undefined) {
        const id = await lookUpLocally?.(image);
        return id === undefined ? undefined : { digest: id };
      }
      const { digest, isOnePlatform } = found;
      return {
        digest,
        image: reference.digest === undefined ? toPinned(reference, digest) : image,
        ...(target.platform !== undefined && !isOnePlatform && { platform: target.platform }),
      };
    },
  };
}

/** By digest the image is what it was when it was looked up, and Docker's copy of an older one is not taken for it. */
function toPinned({ tag: _, ...name }: Reference, digest: string): string {
  return formatReference({ ...name, digest });
}
