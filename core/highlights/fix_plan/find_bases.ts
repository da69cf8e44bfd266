import type { LayerTree } from "./layer_tree.ts";

/** An image, as far as a plan needs it. */
export interface KeptImage {
  readonly name: string;
  readonly repository: string;
  readonly owner: string | undefined;
  /** The node of its top layer, -1 where its layers are not known. */
  readonly top: number;
}

/** Layers that stand at the bottom of images of several repositories. */
export interface Base {
  /** The node of the top layer. */
  readonly node: number;
  readonly repositories: number;
  /** An image that has these layers and no others. */
  readonly name?: string;
}

/** In fewer repositories, equal layers are no base image that somebody keeps. */
const MIN_REPOSITORIES = 3;

/**
 * Finds base images. Layers that no image goes on without, beyond a further one, are part of the larger base; and an image
 * that others only copy is none.
 */
export function findBases(tree: LayerTree, images: readonly KeptImage[]): ReadonlyMap<number, Base> {
  const { parents } = tree;
  const size = parents.length;
  /** How many images, and how many repositories, have a node. */
  const [through, repositories] = [new Uint32Array(size), new Uint32Array(size)];
  const lastRepository = new Int32Array(size).fill(-1);
  let number = -1;
  let repository: string | undefined;
  for (const image of sortByRepository(images)) {
    if (image.repository !== repository) number += 1;
    repository = image.repository;
    for (let node = image.top; node !== -1; node = parents[node] ?? -1) {
      through[node] = (through[node] ?? 0) + 1;
      if (lastRepository[node] === number) continue;
      lastRepository[node] = number;
      repositories[node] = (repositories[node] ?? 0) + 1;
    }
  }
  /** Whether an image has layers above a node, and whether all have the same one there. */
  const [isBelow, isPart] = [new Uint8Array(size), new Uint8Array(size)];
  for (const [node, parent] of parents.entries()) {
    if (parent === -1) continue;
    isBelow[parent] = 1;
    if (through[node] === through[parent]) isPart[parent] = 1;
  }
  const names = new Map<number, string>();
  for (const { top, name } of images) {
    const known = names.get(top);
    if (top !== -1 && (known === undefined || isBetterName(name, known))) names.set(top, name);
  }
  const bases = new Map<number, Base>();
  for (let node = 0; node < size; node += 1) {
    const count = repositories[node] ?? 0;
    if (count < MIN_REPOSITORIES || isBelow[node] === 0 || isPart[node] === 1) continue;
    const name = names.get(node);
    bases.set(node, { node, repositories: count, ...(name !== undefined && { name }) });
  }
  return bases;
}

function sortByRepository(images: readonly KeptImage[]): readonly KeptImage[] {
  return [...images].sort((a, b) => (a.repository < b.repository ? -1 : a.repository > b.repository ? 1 : 0));
}

function isBetterName(name: string, known: string): boolean {
  return name.length < known.length || (name.length === known.length && name < known);
}
