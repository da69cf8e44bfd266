import { describe, isRecord } from "../services/values.ts";
import type { Problems } from "./problems.ts";
import type { ScanConfig } from "./scan_config.ts";

/** The pipelines of a config by name, not checked yet; a config without names has one, called `default`. */
export function listPipelines(config: ScanConfig, problems: Problems): readonly (readonly [string, unknown])[] {
  if (config.pipelines === undefined) {
    if (config.sources === undefined) problems.add("", 'expected "pipelines", or "sources" of a single pipeline');
    const { sources = [], processors, jobs } = config;
    return [["default", { sources, processors, jobs }]];
  }
  for (const key of ["sources", "processors", "jobs"] as const) {
    if (config[key] !== undefined) problems.add(key, 'belongs into a pipeline when there are "pipelines"');
  }
  if (!isRecord(config.pipelines)) {
    problems.add("pipelines", `expected an object of pipelines by name, not ${describe(config.pipelines)}`);
    return [];
  }
  const entries = Object.entries(config.pipelines).filter(([, pipeline]) => pipeline);
  if (entries.length === 0) problems.add("pipelines", "expected at least one pipeline");
  return entries;
}
