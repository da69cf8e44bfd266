import type { BoundPlugin, ResolvedConfig } from "../config/resolved.ts";

/** All plugins of a config, those that several pipelines share only once. */
export function listPlugins({ pipelines }: ResolvedConfig): readonly BoundPlugin[] {
  return [...new Set(pipelines.flatMap(({ sources, processors, sinks }) => [...sources, ...processors, ...sinks]))];
}
