import { toReason } from "../../../core/kit.ts";
import { isScanError, type PluginContext, type ScanError } from "../../../core/mod.ts";
import { type Docker, inspectImage, openDocker } from "../../lib/clients/docker/mod.ts";
import { registryError } from "../../lib/clients/registry/mod.ts";

/** Finds the id of an image that Docker has, or why that cannot be done. */
export type LocalLookup = (image: string) => Promise<{ readonly id: string } | { readonly failure: ScanError }>;

/** Makes the lookup of one run. Docker is looked for when the first image needs it, and never asked through sudo. */
export function createLocalLookup({ exec, log }: Pick<PluginContext, "exec" | "log">): LocalLookup {
  let docker: Promise<Docker> | undefined;

  async function find(image: string): Promise<string | undefined> {
    docker ??= openDocker({ exec, log, mayUseSudo: false });
    return (await inspectImage(await docker, image))?.id;
  }

  return async (image) => {
    const doing = `find "${image}"`;
    try {
      const id = await find(image);
      if (id !== undefined) return { id };
      return { failure: registryError("IMAGE_NOT_FOUND", { doing, reason: "Docker has none of that name" }) };
    } catch (error) {
      if (isScanError(error) && error.code === "ABORTED") throw error;
      log.debug(`No digest of "${image}" comes from Docker: ${toReason(error)}`);
      if (isScanError(error)) return { failure: error };
      return { failure: registryError("REGISTRY_BAD_ANSWER", { doing, reason: `Docker: ${toReason(error)}` }) };
    }
  };
}
