import { type Docker, toDockerError } from "./docker.ts";
import { inspectImages, type LabelledImage } from "./images.ts";

const LIMIT_MS = 60_000;
/** So many images are asked for with one command: it has a length that it may have, and its answer, too. */
const AT_ONCE = 200;
const LIMITS = { timeoutMs: LIMIT_MS, ignoresAbort: true };

/** How an image is removed. */
export interface RemoveImageOptions {
  /** Leaves the nameless images that it was built upon: another build may have found them. @default {false} */
  readonly keepsLayers?: boolean;
}

/**
 * Removes an image by a name or an id, also after an abort. One that is not there is fine.
 *
 * @throws {ScanError} DOCKER_UNAVAILABLE, DOCKER_PERMISSION, DOCKER_FAILED with what to do by hand
 */
export async function removeImage(docker: Docker, name: string, options: RemoveImageOptions = {}): Promise<void> {
  const { keepsLayers = false } = options;
  const result = await docker.run(["rmi", "-f", ...(keepsLayers ? ["--no-prune"] : []), "--", name], LIMITS);
  if (!result.failed || /no such image/i.test(result.stderr)) return;
  throw toDockerError(result, `remove the temporary image "${name}"; do it with \`docker rmi -f ${name}\``);
}

/**
 * Removes what the legacy builder made for the steps of builds, the newest first. A build prints what it likes, so its
 * log is not to be trusted with the images of others: what has a name, a container or a child stays.
 *
 * @returns Those that are still there and have no name
 */
export async function removeLayers(docker: Docker, layers: readonly string[]): Promise<readonly string[]> {
  const nameless = await findNameless(docker, layers);
  if (nameless.length === 0) return [];
  const { failed } = await docker.run(["rmi", "--no-prune", "--", ...nameless], LIMITS);
  return failed ? findNameless(docker, nameless) : [];
}

async function findNameless(docker: Docker, names: readonly string[]): Promise<readonly string[]> {
  const nameless: string[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const images = await inspectImages(docker, names.slice(start, start + AT_ONCE));
    nameless.push(...images.filter(({ isNameless }) => isNameless).map(({ id }) => id));
  }
  return nameless;
}

/** Removes those of some images that have no name, no container and no child. What cannot be removed stays. */
export async function removeNameless(docker: Docker, images: readonly LabelledImage[]): Promise<void> {
  const ids = images.filter(({ isNameless }) => isNameless).map(({ id }) => id);
  if (ids.length > 0) await docker.run(["rmi", "--", ...ids], LIMITS);
}
