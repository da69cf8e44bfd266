import { markUnknown, pickKnown, toPresetOptions } from "../core/kit.ts";
import type { PipelineConfig } from "../core/mod.ts";
import { type DtrRescanInput, dtrRescan } from "../plugins/processors/dtr_rescan/mod.ts";
import { dtrRescanOptions } from "../plugins/processors/dtr_rescan/options.ts";
import { type TrivyInput, trivy } from "../plugins/processors/trivy/mod.ts";
import { type HistoryOptions, history } from "../plugins/sinks/history/mod.ts";
import { type DtrNamespacesInput, dtrNamespaces } from "../plugins/sources/dtr_namespaces/mod.ts";
import { dtrNamespacesOptions } from "../plugins/sources/dtr_namespaces/options.ts";

const SOURCE_KEYS = Object.keys(dtrNamespacesOptions.shape);
const KEYS = [...new Set([...SOURCE_KEYS, ...Object.keys(dtrRescanOptions.shape), "jobs", "trivy", "history"])];

/** Options of the pipeline `dtr`. */
export interface DtrOptions extends DtrNamespacesInput, DtrRescanInput {
  /** How many tags are in work at a time. @default {8}, or 2 where Trivy scans them */
  readonly jobs?: number;
  /** Options of the Trivy processor, which there is with the action `select`. */
  readonly trivy?: TrivyInput;
  /** Options of the history, which says what is new since the last run; `false` does without. */
  readonly history?: HistoryOptions | false;
}

/**
 * A pipeline that reviews the tags of a Docker Trusted Registry and has it scan those that need it; with
 * `action: "select"`, Trivy scans them instead. User and access token are in the environment: DTR_USER, DTR_TOKEN.
 *
 * @example
 * ```ts
 * import { dtr } from "hullscan/configs";
 *
 * const pipeline = dtr({ url: "https://dtr.example.com", file: "namespaces.yaml", days: 15 });
 * if (pipeline.jobs !== 8) throw new Error("eight tags at a time is the default");
 * ```
 */
export function dtr(options: DtrOptions = {}) {
  const {
    jobs = options?.action === "select" ? 2 : 8,
    trivy: trivyOptions = {},
    history: historyOptions = {},
    days,
    action,
    busyStatuses,
    wait,
    waitTimeout,
    pollInterval,
    ...rest
  } = toPresetOptions(options);
  const { url, user, authorization, ca, insecure, maxRequests, requestTimeout } = rest;
  const connection = { url, user, authorization, ca, insecure, maxRequests, requestTimeout };
  const isForTrivy = action === "select";
  const pipeline = {
    sources: [dtrNamespaces(pickKnown(rest, SOURCE_KEYS))],
    processors: [
      dtrRescan({ ...connection, days, action, busyStatuses, wait, waitTimeout, pollInterval }),
      isForTrivy && trivy(trivyOptions),
    ],
    jobs,
    defaultSinks: [historyOptions !== false && history(historyOptions)],
  } satisfies PipelineConfig;
  return markUnknown(pipeline, options, KEYS);
}
