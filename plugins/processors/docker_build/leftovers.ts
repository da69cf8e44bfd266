import { endProcesses, formatOwner, isAlive, type Owner, parseOwner, toReason } from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import {
  type Docker,
  findImages,
  type LabelledImage,
  removeImage,
  removeNameless,
} from "../../lib/clients/docker/mod.ts";
import { isTemporaryName } from "./image_name.ts";

/** The run that an image was built in. */
const RUN_LABEL = "io.hullscan.run";
/** The process that will remove the image. */
const OWNER_LABEL = "io.hullscan.owner";
/** The name that the image was built under: no two images are the same, so none goes with the name of another. */
const IMAGE_LABEL = "io.hullscan.image";
/** When that run began. */
const STARTED_LABEL = "io.hullscan.started";

/** Longer than any run keeps an image of a run that cannot be asked for. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** What the labels are made from. */
interface LabelParts {
  readonly image: string;
  readonly runId: string;
  readonly owner: Owner;
  readonly startedAt: Date;
}

/** The labels of one image. They change no layer, so they do no harm to the builder's cache. */
export function createLabels({ image, runId, owner, startedAt }: LabelParts): Readonly<Record<string, string>> {
  return {
    [IMAGE_LABEL]: image,
    [RUN_LABEL]: runId,
    [OWNER_LABEL]: formatOwner(owner),
    [STARTED_LABEL]: startedAt.toISOString(),
  };
}

/**
 * Ends the builds that runs which were killed have left at work: else their images would come after the leftovers were
 * removed. Those of other users, and those that were begun through sudo, cannot be seen.
 */
export async function endOrphanBuilds(here: Owner): Promise<void> {
  await endProcesses(async ({ loadArgs }) => {
    const args = await loadArgs();
    const owner = args.includes("build") ? findOwner(args) : undefined;
    return owner !== undefined && (await isAlive(owner, here)) === false;
  });
}

/** The process that a build names as the owner of its image. */
function findOwner(args: readonly string[]): Owner | undefined {
  const label = args.find((arg) => arg.startsWith(`${OWNER_LABEL}=`));
  return label === undefined ? undefined : parseOwner(label.slice(OWNER_LABEL.length + 1));
}

/** Who removes leftovers, and who hears of it. */
export interface LeftoverOptions {
  readonly here: Owner;
  readonly log: Pick<Logger, "info" | "warn">;
}

/**
 * Removes the images of runs that were killed: those whose process is gone, and those of other machines and containers
 * whose run began more than a day ago. What cannot be removed is in the log and does no harm.
 */
export async function removeLeftovers(docker: Docker, { here, log }: LeftoverOptions): Promise<void> {
  const images = await findImages(docker, OWNER_LABEL);
  const inUse = await Promise.all(images.map((image) => isInUse(image, here)));
  await removeOurs(
    docker,
    images.filter((_, index) => !inUse[index]),
    {
      onRemoved: (tag) => log.info(`Removed the image ${tag}, left by a killed run`),
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

/** Whether labels name a run that began so long ago that its images are taken for forgotten. */
function isForgotten(labels: Readonly<Record<string, string>>, now: number): boolean {
  const startedAt = Date.parse(labels[STARTED_LABEL] ?? "");
  // The clock may have been set back since.
  return Math.abs(now - startedAt) > FORGOTTEN_MS;
}
