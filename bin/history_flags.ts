import type { PluginFlag } from "../core/cli/composition.ts";

/** The flags of the history, of every command that runs pipelines. */
export const historyFlags: readonly PluginFlag[] = [
  {
    flag: "--no-history",
    plugin: "history",
    description: "remember nothing of this run, and compare it with nothing",
  },
];
