import type { PluginContext } from "../plugin/context.ts";

/** A plugin that has been set up, with the context that its hooks are called with. */
export interface Opened<Hooks, Context extends PluginContext = PluginContext> {
  readonly name: string;
  readonly hooks: Hooks;
  readonly ctx: Context;
}
