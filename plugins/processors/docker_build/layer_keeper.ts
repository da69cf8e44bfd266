import { type Docker, findLayers, removeImage, removeLayers } from "../../lib/clients/docker/mod.ts";

/** So many images may wait, in a run that always builds: disks are not endless. */
const MAX_WAITING = 16;

/** An image that may go, with its layers, the oldest first. */
interface Waiting {
  readonly image?: string;
  readonly layers: readonly string[];
}

/**
 * Removes a run's images and what the legacy builder made for their steps, when it harms no other build: a build may
 * have found such a layer in the builder's cache and be about to use it. So they wait until nothing is being built. The
 * image waits, too: its labels show the next run what a killed one has left.
 */
export class LayerKeeper {
  readonly #docker: Docker;
  #waiting: Waiting[] = [];
  /** Also those of other runs that were at work at the same time, and could not remove what was built upon. */
  readonly #found = new Set<string>();
  #building = 0;
  #removal: Promise<void> | undefined;

  constructor(docker: Docker) {
    this.#docker = docker;
  }

  /** Builds. What other builds of this run have made stays meanwhile, the oldest apart where too much of it waits. */
  async hold(build: () => Promise<void>): Promise<void> {
    await this.#untilRemoved();
    this.#building += 1;
    try {
      await build();
    } finally {
      this.#building -= 1;
    }
  }

  /** Takes an image that is not needed any more and the log of its build, and removes what may go now. */
  async release(image: string, log: string): Promise<void> {
    const { made, found } = findLayers(log);
    for (const layer of found) this.#found.add(layer);
    // Without layers there is nothing that another build could have found.
    if (made.length > 0) this.#waiting.push({ image, layers: made });
    else await removeImage(this.#docker, image, { keepsLayers: true });
    await this.#untilRemoved();
    const count = this.#building === 0 ? this.#waiting.length : this.#waiting.length - MAX_WAITING;
    if (count <= 0) return;
    this.#removal = this.#remove(this.#waiting.slice(0, count));
    await this.#removal;
  }

  /** Removes what is left, at the end of the run, when its images are gone. */
  async close(): Promise<void> {
    let left: readonly string[] = [...this.#found, ...this.#waiting.flatMap(({ layers }) => layers)];
    for (let before = Number.POSITIVE_INFINITY; left.length > 0 && left.length < before; ) {
      before = left.length;
      left = await this.#removeLayers(left);
    }
  }

  async #untilRemoved(): Promise<void> {
    // It fails where it was begun.
    while (this.#removal !== undefined) await this.#removal.catch(() => undefined);
  }

  async #remove(due: readonly Waiting[]): Promise<void> {
    try {
      for (const { image } of due) {
        if (image !== undefined) await removeImage(this.#docker, image, { keepsLayers: true });
      }
      const layers = await this.#removeLayers(due.flatMap((waiting) => waiting.layers));
      // Others were added at the end meanwhile.
      this.#waiting.splice(0, due.length, ...(layers.length > 0 ? [{ layers }] : []));
    } finally {
      this.#removal = undefined;
    }
  }

  /** Removes the newest first, and returns what had to stay, the oldest first. */
  async #removeLayers(layers: readonly string[]): Promise<readonly string[]> {
    return [...(await removeLayers(this.#docker, [...layers].reverse()))].reverse();
  }
}
