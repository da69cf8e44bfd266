import { isAlive, type Owner, parseOwner, toReason } from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import {
  type Docker,
  findImages,
  type LabelledImage,
  removeImage,
  removeNameless,
} from "../../lib/clients/docker/mod.ts";
import { isTemporaryName } from "./image_name.ts";
import { isForgotten, OWNER_LABEL, RUN_LABEL } from "./labels.ts";

/** Who removes leftovers, and who hears of it. */
export interface LeftoverOptions {
  readonly here: Owner;
  readonly log: Pick<Logger, "info" | "warn">;
}

/**
 * Removes the images of runs that were killed: those whose process is gone, and those of other machines and containers
 * whose run began more than a day ago. What cannot be removed is told in the log and does no harm.
 */
export async function removeLeftovers(docker: Docker, { here, log }: LeftoverOptions): Promise<void> {
  const images = await findImages(docker, OWNER_LABEL);
  const inUse = await Promise.all(images.map((image) => isInUse(image, here)));
  await removeOurs(
    docker,
    images.filter((_, index) => !inUse[index]),
    {
      onRemoved: (tag) => log.info(`Removed the image ${tag}, which a run that was killed had left`),
      onFailed: (error) => log.warn(toReason(error)),
    },
  );
}

/** Removes the images of one run. */
export async function removeOfRun(docker: Docker, runId: string): Promise<void> {
  await removeOurs(docker, await findImages(docker, `${RUN_LABEL}=${runId}`));
}

async function isInUse({ labels }: LabelledImage, here: Owner): Promise<boolean> {
  const owner = parseOwner(labels[OWNER_LABEL] ?? "");
  const alive = owner && (await isAlive(owner, here));
  return alive ?? !isForgotten(labels, Date.now());
}

interface RemovalListeners {
  readonly onRemoved?: (tag: string) => void;
  readonly onFailed?: (error: unknown) => void;
}

/**
 * Takes our names from images, and removes what has no name. An image that somebody has given a name of their own, or
 * built upon, is theirs.
 */
async function removeOurs(docker: Docker, images: readonly LabelledImage[], on: RemovalListeners = {}): Promise<void> {
  for (const tag of images.flatMap(({ tags }) => tags.filter(isTemporaryName))) {
    try {
      await removeImage(docker, tag);
      on.onRemoved?.(tag);
    } catch (error) {
      if (on.onFailed === undefined) throw error;
      on.onFailed(error);
    }
  }
  await removeNameless(docker, images);
}
