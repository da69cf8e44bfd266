import { toFailure } from "../../../core/kit.ts";
import { isScanError, type PluginContext, type ScanError, type Target } from "../../../core/mod.ts";
import { type CanonicalReference, formatReference, parseReference, toCanonical } from "../../lib/clients/oci/mod.ts";
import { createAskPatiently, openRegistry, type Registry, registryError } from "../../lib/clients/registry/mod.ts";
import type { ExpandTarget } from "../../lib/list_file/mod.ts";

/** Opens what turns an image into one for each of its platforms. A registry that is down is not waited for by each of its images. */
export async function openPlatforms(ctx: PluginContext): Promise<ExpandTarget> {
  const registry = await openRegistry(ctx, { insecure: false });
  const askPatiently = createAskPatiently({ registry, log: ctx.log, signal: ctx.signal });

  async function fetchPlatforms(reference: CanonicalReference) {
    const ask = () => registry.fetchPlatforms(reference);
    const heard = await askPatiently({ reference, doing: "find the platforms of", ask });
    if ("refusal" in heard) throw heard.refusal.failure;
    return heard.answer;
  }
  return (target) => toPlatformTargets(target, { fetchPlatforms, plugin: ctx.plugin });
}

interface PlatformsContext extends Pick<Registry, "fetchPlatforms"> {
  /** The name of the plugin that fails a target. */
  readonly plugin: string;
}

/**
 * Makes a target for each image of an index: by its platform, or by its digest where the index names none, or several
 * of one platform. An image for one platform stays as it is, and so does one that the registry does not have: it may be
 * on this machine. What of the index cannot be used is a failed target, and so is the whole where it cannot be read: to
 * scan one of several would make the others look clean.
 *
 * @throws {ScanError} ABORTED
 */
async function toPlatformTargets(target: Target, context: PlatformsContext): Promise<readonly Target[]> {
  const { fetchPlatforms, plugin } = context;
  const { image } = target;
  if (target.settled !== undefined || image === undefined) return [target];
  const fail = (error: ScanError, id = target.id): Target => {
    return { ...target, id, settled: { status: "failed", error: toFailure(error, { plugin, stage: "targets" }) } };
  };
  try {
    const reference = parseReference(image);
    const found = await fetchPlatforms(toCanonical(reference));
    if (found === undefined) return [target];
    return found.map((entry, position) => {
      if ("problem" in entry) {
        const error = registryError("IMAGE_INDEX", { doing: `scan "${image}"`, reason: entry.problem });
        return fail(error, `${target.id} (image ${position + 1} of its index)`);
      }
      const { digest, platform, isAlone } = entry;
      const wanted = { ...target, ...(platform !== undefined && { platform }) };
      if (isAlone) return { ...wanted, id: `${target.id} ${platform}` };
      const id = [target.id, platform, digest].filter((part) => part !== undefined).join(" ");
      return { ...wanted, id, image: formatReference({ ...reference, digest }) };
    });
  } catch (error) {
    if (!isScanError(error) || error.code === "ABORTED") throw error;
    return error.code === "IMAGE_NOT_FOUND" ? [target] : [fail(error)];
  }
}
