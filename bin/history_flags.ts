import type { PluginFlag } from "../core/cli/composition.ts";

/** The flags of the history, of every command that runs pipelines. */
export const historyFlags: readonly PluginFlag[] = [
  {
    flag: "--since <days>",
    plugin: "history",
    option: "since",
    description: "what is new since the last run that is at least this old: 7d",
  },
  {
    flag: "--baseline <run>",
    plugin: "history",
    option: "baseline",
    description: "what is new since this run: @tag, number or id; or since an earlier report",
  },
  {
    flag: "--tag <name>",
    plugin: "history",
    option: "tag",
    description: "name this run, to compare with it later: --baseline @name",
  },
  {
    flag: "--no-history",
    plugin: "history",
    description: "remember nothing of this run, and compare it with nothing",
  },
];
