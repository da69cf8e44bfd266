export { type PluginNames, parseNames } from "./names.ts";
export { type NewPlugin, writeNewPlugin } from "./new_plugin.ts";
