export { type PluginNames, toNames } from "./names.ts";
export { type NewPlugin, writeNewPlugin } from "./new_plugin.ts";
