import { plural, type SourceHooks, severityOf } from "../../../core/kit.ts";
import { isScanError, type PluginContext, type PreflightContext } from "../../../core/mod.ts";
import { connectDtr, type DtrClient, SILENT } from "../../lib/clients/dtr/mod.ts";
import { namespacesError } from "./errors.ts";
import { createFilter, type Filter } from "./filter.ts";
import { findTargets } from "./find_targets.ts";
import { listNamespaces } from "./load_namespaces.ts";
import type { DtrNamespacesOptions } from "./options.ts";

/** Checks the namespaces, the address and the login, without a request; thoroughly, also whether DTR has the namespaces. */
export async function preflight(options: DtrNamespacesOptions, ctx: PreflightContext): Promise<void> {
  if (options.namespaces === undefined) ctx.claim(options.file, "reads");
  const silent = { ...ctx, log: SILENT };
  const namespaces = await listNamespaces(options, silent);
  ctx.note(`${plural(namespaces.length, "namespace")} to review`);
  const client = await connectDtr(options, silent);
  try {
    if (ctx.isThorough) await checkNamespaces(client, { names: namespaces.map(({ name }) => name), options, ctx });
  } finally {
    client.close();
  }
}

interface CheckNamespacesOptions {
  readonly names: readonly string[];
  readonly options: DtrNamespacesOptions;
  readonly ctx: PreflightContext;
}

/**
 * Asks DTR for each namespace until a repository is found that a run would go through.
 *
 * @throws {ScanError} DTR_AUTH, ABORTED; NAMESPACES_EMPTY where a run would find nothing
 */
async function checkNamespaces(client: DtrClient, { names, options, ctx }: CheckNamespacesOptions): Promise<void> {
  const { includeRepositories: include, excludeRepositories: exclude } = options;
  const takes = createFilter({ include, exclude });
  let isAnyTaken = false;
  for (const name of names) {
    try {
      isAnyTaken = (await hasRepository(client, name, takes)) || isAnyTaken;
    } catch (error) {
      if (!isScanError(error) || error.fatal || error.code === "ABORTED") throw error;
      isAnyTaken = true;
      ctx.foresee(error);
    }
  }
  if (!isAnyTaken)
    throw namespacesError("NAMESPACES_EMPTY", { names, isFiltered: include.length + exclude.length > 0 });
}

async function hasRepository(client: DtrClient, namespace: string, takes: Filter): Promise<boolean> {
  for await (const { name } of client.listRepositories(namespace)) if (takes(name, `${namespace}/${name}`)) return true;
  return false;
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
        namespaces.map(({ name, origin }) => ({
          name,
          target: { registry, minSeverity: severityOf(severityLevel), origin, plugin },
        })),
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
