import { defineSource } from "../../../core/mod.ts";
import { connectDtr, SILENT } from "../../clients/dtr/mod.ts";
import { createFilter } from "./filter.ts";
import { findTargets } from "./find_targets.ts";
import { listNamespaces } from "./list_namespaces.ts";
import { dtrNamespacesOptions } from "./options.ts";

export type { DtrNamespacesInput, DtrNamespacesOptions } from "./options.ts";

/**
 * A source of the tags of a Docker Trusted Registry: those of all repositories of some namespaces, one target for each
 * manifest of a tag. They are listed page by page as they are wanted.
 *
 * The login is in the environment: DTR_USER and DTR_TOKEN.
 *
 * @example
 * ```ts
 * import { dtrNamespaces } from "hullscan/plugins";
 *
 * const source = dtrNamespaces({ url: "https://dtr.example.com", namespaces: ["dev"], excludeTags: ["*-test"] });
 * if (source.kind !== "source") throw new Error("not a source");
 * ```
 *
 * @throws {ScanError} NAMESPACES_NOT_FOUND, NAMESPACES_INVALID, DTR_URL, DTR_LOGIN_MISSING, DTR_CA in the preflight
 * @throws {ScanError} DTR_AUTH when the login is refused
 */
export const dtrNamespaces = defineSource({
  name: "dtr_namespaces",
  description: "the tags of a Docker Trusted Registry",
  options: dtrNamespacesOptions,
  provides: ["image", "dtr-tag"],
  async preflight(options, ctx) {
    const silent = { ...ctx, log: SILENT };
    const { length } = await listNamespaces(options, silent);
    ctx.note(`${length} namespace${length === 1 ? "" : "s"} to go through`);
    (await connectDtr(options, silent)).close();
  },
  async setup(options, ctx) {
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
  },
});
