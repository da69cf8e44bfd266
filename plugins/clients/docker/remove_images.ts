import { type Docker, toDockerError } from "./docker.ts";
import { inspectImages, type LabelledImage } from "./images.ts";
import { findLayers } from "./legacy_layers.ts";

const LIMIT_MS = 60_000;
const LIMITS = { timeoutMs: LIMIT_MS, ignoresAbort: true };

/**
 * Removes an image by a name or an id, also after an abort. One that is not there is fine.
 *
 * @throws {ScanError} DOCKER_UNAVAILABLE, DOCKER_PERMISSION, DOCKER_FAILED with what to do by hand
 */
export async function removeImage(docker: Docker, name: string): Promise<void> {
  const result = await docker.run(["rmi", "-f", "--", name], LIMITS);
  if (!result.failed || /no such image/i.test(result.stderr)) return;
  throw toDockerError(result, `remove the temporary image "${name}"; do it with \`docker rmi -f ${name}\``);
}

/**
 * Removes what the legacy builder made for the steps of a build. A build prints what it likes, so its log is not to be
 * trusted with the images of others: what has a name, a container or a child stays.
 */
export async function removeLayers(docker: Docker, log: string): Promise<void> {
  await removeNameless(docker, await inspectImages(docker, [...findLayers(log)].reverse()));
}

/** Removes those of some images that have no name, no container and no child. What cannot be removed stays. */
export async function removeNameless(docker: Docker, images: readonly LabelledImage[]): Promise<void> {
  const ids = images.filter(({ isNameless }) => isNameless).map(({ id }) => id);
  if (ids.length > 0) await docker.run(["rmi", "--", ...ids], LIMITS);
}
