import type { ResolvedConfig } from "../config/resolved.ts";

/** Whether there is a folder that reports go to, and so a journal may. */
export function hasReport(config: ResolvedConfig): boolean {
  const plugins = config.pipelines.flatMap(({ sinks }) => sinks);
  return plugins.some(({ plugin }) => plugin.definition.provides?.includes("artifact"));
}
