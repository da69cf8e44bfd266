import type { PipelineConfig } from "../core/mod.ts";
import { type ResolveInput, resolve } from "../plugins/processors/resolve/mod.ts";
import { type TrivyInput, trivy } from "../plugins/processors/trivy/mod.ts";
import { type ImageListOptions, imageList } from "../plugins/sources/image_list/mod.ts";

/** What can be chosen for the pipeline `remote`. */
export interface RemoteOptions extends ImageListOptions {
  /** How many images are scanned at a time. @default {2} */
  readonly jobs?: number;
  /** Options of the processor that finds the digests; `false` leaves it out. */
  readonly resolve?: ResolveInput | false;
  /** Options of the Trivy processor. */
  readonly trivy?: TrivyInput;
}

/**
 * A pipeline that scans the images of a list with Trivy, those of one digest once.
 *
 * @example
 * ```ts
 * import { remote } from "hullscan/configs";
 *
 * const pipeline = remote({ file: "input_images.txt", jobs: 4, trivy: { timeout: "20m" } });
 * if (pipeline.jobs !== 4) throw new Error("the jobs were not kept");
 * ```
 */
export function remote(options: RemoteOptions = {}) {
  const { jobs = 2, resolve: resolveOptions = {}, trivy: trivyOptions = {}, ...list } = options;
  const { insecure } = trivyOptions;
  return {
    sources: [imageList(list)],
    processors: [resolveOptions && resolve({ ...(insecure && { insecure }), ...resolveOptions }), trivy(trivyOptions)],
    jobs,
  } satisfies PipelineConfig;
}
