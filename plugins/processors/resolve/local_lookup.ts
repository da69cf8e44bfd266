import { isScanError, type PluginContext, toReason } from "../../../core/mod.ts";
import { type Docker, inspectImage, openDocker } from "../../clients/docker/mod.ts";

/** Finds the id of an image that Docker has; nothing where it has none, or where there is no Docker. */
export type LocalLookup = (image: string) => Promise<string | undefined>;

/** Makes the lookup of one run. Docker is looked for when the first image needs it, and never asked through sudo. */
export function createLocalLookup({ exec, log }: Pick<PluginContext, "exec" | "log">): LocalLookup {
  let docker: Promise<Docker | undefined> | undefined;

  async function open(): Promise<Docker | undefined> {
    try {
      return await openDocker({ exec, log, mayUseSudo: false });
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      log.debug(`No digest comes from Docker: ${error.message}`);
      return undefined;
    }
  }

  return async (image) => {
    docker ??= open();
    const opened = await docker;
    if (opened === undefined) return undefined;
    try {
      return (await inspectImage(opened, image))?.id;
    } catch (error) {
      log.debug(`Docker's answer about "${image}" cannot be used: ${toReason(error)}`);
      return undefined;
    }
  };
}
