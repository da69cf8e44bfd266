import type { BoundPlugin, ResolvedPipeline } from "../../config/resolved.ts";

/** A pipeline with its plugins and their options, a line each. */
export function formatPipeline({ name, jobs, sources, processors, sinks }: ResolvedPipeline): readonly string[] {
  return [
    `Pipeline ${name}, ${jobs} at a time`,
    ...formatPlugins("source", sources),
    ...formatPlugins("processor", processors),
    ...formatPlugins("sink", sinks),
  ];
}

function formatPlugins(title: string, plugins: readonly BoundPlugin[]): readonly string[] {
  return plugins.map(({ plugin, options, impliedBy, isDefault }) => {
    const why = impliedBy === undefined ? (isDefault ? " (by default)" : "") : ` (implied by ${impliedBy})`;
    return `  ${title.padEnd("processor".length)} ${plugin.definition.name}${why} ${JSON.stringify(options)}`;
  });
}
