import type { Plugin, PluginContext, PluginKind } from "#core/plugin/mod.ts";

type HooksOf<P extends Plugin<PluginKind>> = Awaited<ReturnType<P["definition"]["setup"]>>;

/** Checks a plugin's options as the core does; throws what the schema says. */
export async function parseOptions(plugin: Plugin): Promise<unknown> {
  const { options: schema } = plugin.definition;
  if (schema === undefined) return {};
  const result = await schema["~standard"].validate(plugin.options);
  if (result.issues) throw new TypeError(result.issues.map(({ message }) => message).join("; "));
  return result.value;
}

/** Runs a plugin's preflight, as before a run. */
export async function runPluginPreflight(plugin: Plugin, ctx: PluginContext): Promise<void> {
  const untold = {
    isThorough: false,
    asksForTargets: false,
    note: () => undefined,
    foresee: () => undefined,
    claim: () => undefined,
  };
  await plugin.definition.preflight?.(await parseOptions(plugin), { ...ctx, ...untold });
}

/** Sets a plugin up and gives its hooks. */
export async function openPlugin<P extends Plugin<PluginKind>>(plugin: P, ctx: PluginContext): Promise<HooksOf<P>> {
  return (await plugin.definition.setup(await parseOptions(plugin), ctx)) as HooksOf<P>;
}
