import { PRESETS } from "./presets.ts";
import type { ConfigFormat } from "./render_config.ts";

/** What `scan init` sets up: configs with the presets, and lists for their targets. */
export const starters = {
  pipelines: PRESETS,
  async renderConfig(format: ConfigFormat, names: readonly string[], schema?: string): Promise<string> {
    const { renderConfig } = await import("./render_config.ts");
    const presets = PRESETS.filter(({ name }) => names.includes(name));
    return renderConfig(format, presets, schema);
  },
};
