import { isRecord, markUnknown, pickKnown, toPresetOptions } from "../core/kit.ts";
import type { PipelineConfig } from "../core/mod.ts";
import { resolve } from "../plugins/processors/digest/former_name.ts";
import { type DigestInput, digest } from "../plugins/processors/digest/mod.ts";
import { type TrivyInput, trivy } from "../plugins/processors/trivy/mod.ts";
import { type HistoryOptions, history } from "../plugins/sinks/history/mod.ts";
import { type ImageListOptions, imageList } from "../plugins/sources/image_list/mod.ts";
import { imageListOptions } from "../plugins/sources/image_list/options.ts";

const LIST_KEYS = Object.keys(imageListOptions.shape);
const KEYS = [...LIST_KEYS, "jobs", "imageSources", "digest", "resolve", "trivy", "history"];

/** Options of the pipeline `remote`. */
export interface RemoteOptions extends ImageListOptions {
  /** How many images are scanned at a time. @default {2} */
  readonly jobs?: number;
  /**
   * Where images are taken from, in order: their registry (`remote`), or this machine's Docker, Podman or containerd.
   *
   * @default {["remote"]}
   */
  readonly imageSources?: TrivyInput["imageSources"];
  /** Options of the processor that finds the digests; `false` leaves it out. */
  readonly digest?: DigestInput | false;
  /** @deprecated The former name of `digest` */
  readonly resolve?: DigestInput | false;
  /** Options of the Trivy processor. */
  readonly trivy?: TrivyInput;
  /** Options of the history, which says what is new since the last run; `false` does without. */
  readonly history?: HistoryOptions | false;
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
  const {
    jobs = 2,
    imageSources,
    resolve: formerOptions,
    digest: digestOptions = formerOptions ?? {},
    trivy: ownOptions = {},
    history: historyOptions = {},
    ...list
  } = toPresetOptions(options);
  const trivyOptions = addOptions(ownOptions, {
    ...(imageSources !== undefined && { imageSources }),
    ...(digestOptions === false && { lookUp: false }),
  });
  const findDigests = formerOptions === undefined ? digest : resolve;
  const pipeline = {
    sources: [imageList(pickKnown(list, LIST_KEYS))],
    processors: [
      digestOptions !== false && findDigests(addOptions(digestOptions, toShared(trivyOptions))),
      trivy(trivyOptions),
    ],
    jobs,
    defaultSinks: [historyOptions !== false && history(historyOptions)],
  } satisfies PipelineConfig;
  return markUnknown(pipeline, options, KEYS);
}

/** Options and what holds where they do not say it. What is no object of options is left as it is, for the check of them. */
function addOptions<T extends object>(options: T, others: T): T {
  return isRecord(options) ? { ...others, ...options } : options;
}

/** What both processors must be told the same. */
function toShared(options: TrivyInput): DigestInput {
  const { insecure, imageSources } = toPresetOptions(options);
  return { ...(insecure !== undefined && { insecure }), ...(imageSources !== undefined && { imageSources }) };
}
