import { PRESETS } from "./presets.ts";
import { type ConfigFormat, renderConfig } from "./render_config.ts";

/** What `scan init` sets up: configs with the presets, and lists for their targets. */
export const starters = {
  pipelines: PRESETS,
  renderConfig(format: ConfigFormat, names: readonly string[]): string {
    const presets = PRESETS.filter(({ name }) => names.includes(name));
    return renderConfig(format, presets);
  },
};
