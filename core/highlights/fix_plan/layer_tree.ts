/**
 * The layers of many images as a tree: images with the same layers at the bottom share the nodes of these. A node stands
 * behind those below it, so that a walk in order meets parents first.
 */
export class LayerTree {
  /** By node; that of the first layer of an image is -1. */
  readonly parents: number[] = [];
  /** From 1. */
  readonly depths: number[] = [];
  readonly digests: string[] = [];
  readonly #children = new Map<string, number>();
  readonly #maxNodes: number;

  constructor(maxNodes: number) {
    this.#maxNodes = maxNodes;
  }

  /** Adds the layers of an image. Returns the node of the top one; -1 without layers, or where there is no room for them. */
  add(layers: readonly string[]): number {
    let node = -1;
    for (const layer of layers) {
      const key = `${node} ${layer.slice(0, 39)}`;
      const known = this.#children.get(key);
      if (known === undefined && this.parents.length >= this.#maxNodes) return -1;
      node = known ?? this.#grow(key, node, layer);
    }
    return node;
  }

  #grow(key: string, parent: number, layer: string): number {
    const node = this.parents.push(parent) - 1;
    this.depths.push(parent === -1 ? 1 : (this.depths[parent] ?? 0) + 1);
    this.digests.push(layer.slice(0, 100));
    this.#children.set(key, node);
    return node;
  }
}
