import type { PluginContext, PreflightContext, SourceHooks } from "../../../core/mod.ts";
import { connectDtr, SILENT } from "../../clients/dtr/mod.ts";
import { createFilter } from "./filter.ts";
import { findTargets } from "./find_targets.ts";
import { listNamespaces } from "./list_namespaces.ts";
import type { DtrNamespacesOptions } from "./options.ts";

/** Checks the namespaces, the address and the login, without a request. */
export async function preflight(options: DtrNamespacesOptions, ctx: PreflightContext): Promise<void> {
  if (options.namespaces === undefined) ctx.claim(options.file, "reads");
  const silent = { ...ctx, log: SILENT };
  const { length } = await listNamespaces(options, silent);
  ctx.note(`${length} namespace${length === 1 ? "" : "s"} to go through`);
  (await connectDtr(options, silent)).close();
}

/** Opens the client and returns the hooks that list tags. */
export async function setup(options: DtrNamespacesOptions, ctx: PluginContext): Promise<SourceHooks> {
  const { plugin, log } = ctx;
  const { includeRepositories, excludeRepositories, includeTags, excludeTags, severityLevel, maxRequests } = options;
  const namespaces = await listNamespaces(options, ctx);
  const client = await connectDtr(options, ctx);
  const registry = options.registry ?? client.host;
  return {
    targets: () =>
      findTargets(
        namespaces.map(({ name, origin }) => ({ name, target: { registry, severityLevel, origin, plugin } })),
        {
          client,
          takesRepository: createFilter({ include: includeRepositories, exclude: excludeRepositories }),
          takesTag: createFilter({ include: includeTags, exclude: excludeTags }),
          // Answers come in any order, targets do not: one slow answer should not leave the others without work.
          width: 2 * maxRequests,
          log,
        },
      ),
    dispose: () => client.close(),
  };
}
