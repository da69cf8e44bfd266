import type { ResolvedConfig } from "../config/resolved.ts";
import { coreError, type ScanError } from "../errors/mod.ts";

/** Whether there is a folder that reports go to, and so a journal may. */
export function hasReport(config: ResolvedConfig): boolean {
  const plugins = config.pipelines.flatMap(({ sinks }) => sinks);
  return plugins.some(({ plugin }) => plugin.definition.provides?.includes("artifact"));
}

/** The pipelines whose outcomes would go nowhere, an error for each. A sink that nobody named is no place to look at. */
export function findSinkless({ pipelines }: ResolvedConfig): readonly ScanError[] {
  const sinkless = pipelines.filter(({ sinks }) => sinks.every(({ isDefault }) => isDefault));
  return sinkless.map(({ name }) => coreError("NO_SINK", { pipeline: name }));
}
