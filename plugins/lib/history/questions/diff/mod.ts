/**
 * How two runs, reports or images differ.
 *
 * @module
 */
export { type Change, comparePair, type Doubt, type ImageDiff, type SeverityChange } from "./compare_pair.ts";
export { findRun, loadImage, loadRun } from "./load_side.ts";
export { type Pair, pairImages, pairNamed } from "./pair_images.ts";
export type { Side, SideImage } from "./side.ts";
