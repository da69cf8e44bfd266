import type { AcceptRule } from "../../../core/accept/mod.ts";
import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { loadConfig } from "../../../core/config/load.ts";
import { resolveLoaded } from "../../../core/config/resolve.ts";

/** Loads the rules that accept findings, as a run in this folder would. */
export async function loadRules({ config }: OwnCall, context: CommandContext): Promise<readonly AcceptRule[]> {
  const { catalog, defaultConfig } = await context.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const loaded = await loadConfig({ ...here, file: config, fallback: defaultConfig });
  return (await resolveLoaded(loaded, { catalog, readsAcceptFile: true })).accept ?? [];
}
