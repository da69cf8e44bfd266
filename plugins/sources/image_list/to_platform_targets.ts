import { isScanError, type Target, toFailure } from "../../../core/mod.ts";
import { parseReference, toCanonical } from "../../clients/oci/mod.ts";
import type { Registry } from "../../clients/registry/mod.ts";

/** What the platforms of an image are found with. */
export interface ToPlatformTargetsOptions {
  readonly registry: Pick<Registry, "fetchPlatforms">;
  /** The name of the plugin that fails a target. */
  readonly plugin: string;
}

/**
 * Makes a target for each platform of a target's image. An image for one platform stays as it is, and so does one that
 * the registry does not have: it may be on this machine. Where the platforms cannot be found, the target has failed:
 * to scan one of several would make the others look clean.
 *
 * @throws {ScanError} ABORTED
 */
export async function toPlatformTargets(
  target: Target,
  { registry, plugin }: ToPlatformTargetsOptions,
): Promise<readonly Target[]> {
  if (target.settled !== undefined || target.image === undefined) return [target];
  try {
    const manifests = (await registry.fetchPlatforms(toCanonical(parseReference(target.image)))) ?? [];
    const platforms = [...new Set(manifests.map(({ platform }) => platform))];
    if (platforms.length === 0) return [target];
    return platforms.map((platform) => ({ ...target, id: `${target.id} ${platform}`, platform }));
  } catch (error) {
    if (!isScanError(error) || error.code === "ABORTED") throw error;
    if (error.code === "IMAGE_NOT_FOUND") return [target];
    return [{ ...target, settled: { status: "failed", error: toFailure(error, { plugin, stage: "targets" }) } }];
  }
}
