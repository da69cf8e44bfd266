import { markUnknown, pickKnown, toPresetOptions } from "../core/kit.ts";
import type { PipelineConfig } from "../core/mod.ts";
import { digest } from "../plugins/processors/digest/mod.ts";
import { type DockerBuildInput, dockerBuild } from "../plugins/processors/docker_build/mod.ts";
import { type TrivyInput, trivy } from "../plugins/processors/trivy/mod.ts";
import { type HistoryOptions, history } from "../plugins/sinks/history/mod.ts";
import { type DockerfileListOptions, dockerfileList } from "../plugins/sources/dockerfile_list/mod.ts";
import { dockerfileListOptions } from "../plugins/sources/dockerfile_list/options.ts";

const LIST_KEYS = Object.keys(dockerfileListOptions.shape);
const KEYS = [...LIST_KEYS, "jobs", "build", "trivy", "history"];

/** Options of the pipeline `local`. */
export interface LocalOptions extends DockerfileListOptions {
  /** How many Dockerfiles are built and scanned at a time. @default {1} */
  readonly jobs?: number;
  /** Options of the processor that builds. */
  readonly build?: DockerBuildInput;
  /** Options of the Trivy processor. */
  readonly trivy?: TrivyInput;
  /** Options of the history, which says what is new since the last run; `false` does without. */
  readonly history?: HistoryOptions | false;
}

/**
 * A pipeline that builds the Dockerfiles of a list, scans the images with Trivy, equal ones once, and removes them.
 *
 * @example
 * ```ts
 * import { local } from "hullscan/configs";
 *
 * const pipeline = local({ file: "input_images_files.txt", build: { timeout: "1h" } });
 * if (pipeline.jobs !== 1) throw new Error("one build at a time is the default");
 * ```
 */
export function local(options: LocalOptions = {}) {
  const {
    jobs = 1,
    build = {},
    trivy: trivyOptions = {},
    history: historyOptions = {},
    ...list
  } = toPresetOptions(options);
  const pipeline = {
    sources: [dockerfileList(pickKnown(list, LIST_KEYS))],
    processors: [dockerBuild(build), digest(), trivy(trivyOptions)],
    jobs,
    defaultSinks: [historyOptions !== false && history(historyOptions)],
  } satisfies PipelineConfig;
  return markUnknown(pipeline, options, KEYS);
}
