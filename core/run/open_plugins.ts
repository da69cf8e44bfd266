import type { BoundPlugin } from "../config/resolved.ts";
import type { PluginContext, SinkContext } from "../plugin/context.ts";
import type { Plugin, PluginKind, SinkPlugin } from "../plugin/define.ts";
import type { SinkHooks } from "../plugin/hooks.ts";
import type { Lifecycle } from "../plugin/lifecycle.ts";
import { describe, isRecord, withArticle } from "../services/values.ts";

/** A plugin that has been set up, with the context that its hooks are called with. */
export interface OpenPlugin<Hooks, Context extends PluginContext = PluginContext> {
  readonly name: string;
  readonly hooks: Hooks;
  readonly ctx: Context;
  /** What a processor does with a target, in a word. */
  readonly activity?: string | undefined;
}

/** A sink at work. */
export type OpenSink = OpenPlugin<SinkHooks, SinkContext>;

/** What plugins are set up with. */
export interface OpenParts {
  readonly lifecycle: Lifecycle;
  readonly contextOf: (plugin: string) => PluginContext;
}

type HooksOf<P extends Plugin> = Awaited<ReturnType<P["definition"]["setup"]>>;

/** Sets up plugins one after the other, so that they can be released in reverse order. */
export async function openPlugins<P extends Plugin<PluginKind>>(
  plugins: readonly BoundPlugin<P>[],
  { lifecycle, contextOf }: OpenParts,
): Promise<readonly OpenPlugin<HooksOf<P>>[]> {
  const open: OpenPlugin<HooksOf<P>>[] = [];
  for (const { plugin, options } of plugins) {
    const { definition } = plugin;
    const ctx = contextOf(definition.name);
    const setup = async (): Promise<HooksOf<P>> =>
      checkHooks((await definition.setup(options, ctx)) as HooksOf<P>, plugin.kind);
    const hooks = await lifecycle.open(definition, setup);
    open.push({
      name: definition.name,
      ctx,
      hooks,
      activity: "activity" in definition ? definition.activity : undefined,
    });
  }
  return open;
}

/** Reports a file that a sink has completed. */
export type ArtifactReport = (plugin: string, path: string, isExtra: boolean) => void;

/** A user's plugin may have returned something else than its type says, or nothing. */
function checkHooks<Hooks>(hooks: Hooks, kind: PluginKind): Hooks {
  if (isRecord(hooks)) return hooks;
  throw new TypeError(`it returned ${describe(hooks)}, not the hooks of ${withArticle(kind)}`);
}

/** Sets up sinks, each once however many pipelines share it. */
export async function openSinks(
  sinks: readonly BoundPlugin<SinkPlugin>[],
  parts: OpenParts & { readonly artifact: ArtifactReport },
): Promise<ReadonlyMap<BoundPlugin, OpenSink>> {
  const open = new Map<BoundPlugin, OpenSink>();
  for (const sink of new Set(sinks)) {
    const [one] = await openPlugins([sink], parts);
    if (one === undefined) continue;
    const ctx: SinkContext = {
      ...one.ctx,
      artifact: (path, { isExtra = false } = {}) => parts.artifact(one.name, path, isExtra),
    };
    open.set(sink, { ...one, ctx });
  }
  return open;
}
